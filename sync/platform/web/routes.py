"""The addresses of the pages."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import resources
from sync.platform.accounts import ADMIN, ROLES
from sync.platform.web import admin, office, records, sign_in
from sync.platform.web.guard import page, posted, public

ADMINS = (ADMIN,)
FONTS = {
    "sans-400.ttf": "NotoSansSC_400Regular.ttf", "sans-600.ttf": "NotoSansSC_600SemiBold.ttf",
    "serif-600.ttf": "NotoSerifSC_600SemiBold.ttf",
}


def routes() -> list[Route | Mount]:
    """Return the routes of the web pages."""
    return [
        Route("/login", public(sign_in.login), methods=["GET", "POST"]),
        Route("/logout", public(sign_in.logout), methods=["POST"]),
        Route("/setup", public(sign_in.setup), methods=["GET", "POST"]),
        Route("/", page(records.index)),
        Route("/records/{pk:int}", page(records.record)),
        Route("/records/{pk:int}/files/{version:int}/{name}", page(records.file)),
        Route("/records/{pk:int}/review", posted(records.review), methods=["POST"]),
        Route("/records/{pk:int}/subsidies", posted(records.apply), methods=["POST"]),
        Route("/statistics", page(office.overview)),
        Route("/report.xlsx", page(office.report)),
        Route("/benchmark", posted(office.publish_benchmark), methods=["POST"]),
        Route("/subsidies", page(office.subsidies)),
        Route("/subsidies/{pk:int}", posted(office.settle), methods=["POST"]),
        Route("/tasks", page(office.tasks)),
        Route("/tasks/import", posted(office.import_tasks), methods=["POST"]),
        Route("/questionnaires", page(admin.questionnaires)),
        Route("/questionnaires/publish", posted(admin.publish, roles=ADMINS), methods=["POST"]),
        Route("/questionnaires/{pk:int}", posted(admin.set_form_state, roles=ADMINS),
              methods=["POST"]),
        Route("/versions/{pk:int}.yzs", page(admin.download)),
        Route("/laptops", page(admin.laptops)),
        Route("/laptops/new", posted(admin.new_laptop, roles=ADMINS), methods=["POST"]),
        Route("/laptops/{pk:int}", page(admin.laptop)),
        Route("/laptops/{pk:int}/code.png", page(admin.laptop_code)),
        Route("/laptops/{pk:int}/revoke", posted(admin.revoke_laptop, roles=ADMINS),
              methods=["POST"]),
        Route("/people", page(admin.people)),
        Route("/people/new", posted(admin.new_person, roles=ADMINS), methods=["POST"]),
        Route("/people/{pk:int}", posted(admin.change_person, roles=ADMINS), methods=["POST"]),
        Route("/audit", page(admin.log)),
        Route("/own", page(admin.own)),
        Route("/own/password", posted(admin.change_own, roles=ROLES), methods=["POST"]),
        Route("/static/fonts/{name}", font),
        Mount("/static", StaticFiles(directory=str(files("sync.platform.web") / "static"))),
    ]


async def font(request: Request) -> Response:
    """Serve a bundled face to a browser whose system has none of the names before it."""
    name = FONTS.get(request.path_params["name"])
    if name is None:
        return Response(status_code=404)
    with resources.as_path(f"fonts/{name}") as path:
        return FileResponse(path, media_type="font/ttf", headers={
            "Cache-Control": "public, max-age=31536000, immutable",
        })

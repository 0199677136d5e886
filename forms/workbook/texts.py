"""The sentences of ``yunzhen check``: code → (what happened, what to do)."""

TEXTS: dict[str, tuple[str, str]] = {
    # reading
    "workbook-missing": ("找不到这个问卷。", "核对路径；要给出文件夹、.xlsx 或 .md 文件。"),
    "workbook-unreadable": ("文件打不开：{reason}。", "确认它是完好的 .xlsx、.md 或问卷文件夹。"),
    "workbook-too-large": ("文件展开后超过 {limit_mb} MB。", "去掉大图片和不用的工作表后再试。"),
    "not-utf8": ("这个 CSV 不是 UTF-8 编码。", "在 Excel 里另存为「CSV UTF-8（逗号分隔）」。"),
    "csv-broken": ("CSV 的引号没有配对。", "检查这一行的双引号；单元格里的双引号要写两遍。"),
    "duplicate-column": ("表头「{column}」出现了两次。", "删掉一列，或改名。"),
    "column-without-name": ("这一列有内容却没有表头。", "补上表头，或清空这一列。"),
    "blank-row": ("这一行是空的。", "删掉空行，行号才对得上。"),
    "sheet-missing": (
        "缺少工作表 {missing}。",
        "加上这个工作表；survey 至少要有 type 和 name 两列。",
    ),
    "sheet-empty": ("工作表没有表头。", "第一行写列名。"),
    # converting
    "sheet-name-too-long": (
        "「{name}」作工作表名超过 31 个字符。",
        "把文件名改短，不超过 {limit} 个字符。",
    ),
    "cell-too-long": ("单元格有 {length} 个字符，Excel 只放得下 32,767 个。", "把内容拆短。"),
    "cell-illegal-character": ("单元格里有 Excel 不接受的控制字符。", "删掉看不见的字符后重写。"),
    "folder-occupied": ("这个文件夹里有别的东西。", "换一个空文件夹，免得覆盖。"),
    # structure
    "column-missing": ("缺少必需的列 {column}。", "在表头加上「{column}」。"),
    "cell-missing": ("「{column}」是空的。", "填上它，或删掉这一行。"),
    "type-unknown": (
        "题型「{type}」没有定义。",
        "改成 XLSForm 的题型，例如 text、integer、select_one。",
    ),
    "name-invalid": (
        "名称「{name}」不能用。",
        "以英文字母或下划线开头，后面用字母、数字、下划线、连字符、点。",
    ),
    "name-reserved": ("名称「{name}」留给程序用。", "换一个名称。"),
    "name-duplicate": (
        "名称「{name}」在第 {other} 行已经用过。",
        "两处都在引用它时会分不清，改掉其中一个。",
    ),
    "name-shared": ("名称「{name}」在 {other_sheet} 第 {other} 行也用了。",
                    "${{名称}} 要在全部工作表里唯一，改掉其中一个。"),
    "group-open": ("「{name}」没有结束行。", "在它最后一题之后加一行 {end}。"),
    "group-unopened": ("这里多出一个 {type}。", "删掉它，或在前面补上开始行。"),
    "group-crossed": (
        "这里结束的是 {type}，而还没结束的是第 {other} 行的「{name}」。",
        "调整开始行和结束行的先后。",
    ),
    "list-missing": (
        "选项表「{list}」在 choices 里没有。",
        "补上这张选项表，或改正题型后面的表名。",
    ),
    "list-unused": ("选项表「{list}」没有题目使用。", "删掉它，或改正题目里的表名。"),
    "choice-duplicate": ("选项表「{list}」里「{name}」出现了两次。", "改掉其中一个代码。"),
    "choice-spaced": ("选项代码「{name}」里有空格。", "多选题用空格分隔答案，把空格改成下划线。"),
    "file-missing": (
        "题目要用的文件 {name} 不在 media 里。",
        "把文件放进 media 文件夹，或改正文件名。",
    ),
    "file-column-missing": (
        "文件 {name} 没有「{column}」这一列。",
        "补上这一列，或改 parameters 里的 value=、label=。",
    ),
    "label-missing": ("题目没有题面。", "在 label 里写出要问什么。"),
    "message-missing": ("有约束却没有说明。", "在 constraint_message 写两句：发生了什么；怎么办。"),
    "number-missing": ("题目没有固定题号。", "在 number 填一个没用过的题号，例如 3.10。"),
    "number-duplicate": (
        "题号「{number}」在第 {other} 行已经用过。",
        "题号不能重复，也不能改给别的题。",
    ),
    "severity-unknown": ("severity 写的是「{value}」。", "只能是 hard、soft 或空。"),
    "calculation-missing": ("calculate 没有算式。", "在 calculation 写出算式，或删掉这一行。"),
    # expressions
    "expression-syntax": (
        "第 {position} 个字符处看不懂：{text}",
        "检查括号、引号和运算符是否配对。",
    ),
    "reference-unknown": ("${{{name}}} 没有这道题。", "改正名称{hint}。"),
    "reference-ambiguous": ("${{{name}}} 对应不止一道题。", "给其中一道题改名。"),
    "function-unknown": ("没有 {name}() 这个函数。", "改成 ODK 支持的函数{hint}。"),
    "function-arity": ("{name}() 的参数个数不对。", "对照 ODK 文档改参数。"),
    "cycle": ("互相依赖，算不出来：{chain}。", "去掉其中一处引用。"),
    "form-refused": ("问卷装不进来：{reason}。", "按所指的题目改正后再检查。"),
    "pyxform": ("表格编译不过：{reason}", "对照 XLSForm 的写法改正这一行。"),
    # filling at random
    "expression-fails": ("填到某些答案时，这个算式出错：{reason}。", "加上对空值和异常值的判断。"),
    "question-unreachable": (
        "随机填了 {times} 次，这道题一次也没有出现。",
        "检查它和所在分组的 relevant。",
    ),
    "choice-unreachable": (
        "随机填了 {times} 次，选项「{list}.{name}」一次也没有出现。",
        "检查 choice_filter 和选项的筛选列。",
    ),
    # help, settings
    "help-missing": ("题目没有说明。", "在 help 表加一行，写为什么问、怎么核实。"),
    "help-unknown": ("说明「{name}」没有对应的题目。", "改正名称，或删掉这一行。"),
    "form-id-missing": ("settings 里没有 form_id。", "填一个英文标识，例如 cloud_diagnosis。"),
    "version-missing": ("settings 里没有 version。", "填版本号，例如 2026.1；每次发布都要换。"),
    # a city's own sheet
    "core-missing": (
        "找不到它要接在后面的核心「{name}」。",
        "把核心的文件夹或 .xlsx 放在旁边，名称和 extends 一致。",
    ),
    "core-version": (
        "本地表是按核心 {meant} 写的，旁边的核心是 {there}。",
        "对照新核心核一遍，再改 core_version。",
    ),
    "core-locked": ("本地不能有 {locked} 表。", "删掉它；计分、等级和红线只由省级定。"),
    "core-altered": (
        "本地表改动了省级核心的「{name}」。",
        "换一个名称；本地只能增加，不能改省级的。",
    ),
    "local-number": ("本地题号「{number}」不是 L 开头。", "改成 L.1、L.2 这样的题号。"),
}

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * Drives JavaRosa from a test: commands come as lines of tab-separated fields, each answer ends with
 * a line that holds a full stop. Compiled into driver.jar by tools beside it, so that a runtime
 * without compiler is enough.
 */
public final class Driver {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private static FormDef form;

    public static void main(String[] arguments) throws Exception {
        System.setOut(System.err);
        new XFormsModule().registerModule();
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = line.split("\t", -1);
            try {
                run(fields);
            } catch (Throwable error) {
                OUT.println("error\t" + String.valueOf(error).replace('\n', ' ').replace('\t', ' '));
            }
            OUT.println(".");
            OUT.flush();
        }
    }

    private static void run(String[] fields) throws Exception {
        switch (fields[0]) {
            case "load": load(Files.readAllBytes(Paths.get(fields[1]))); break;
            case "answer": OUT.println(answer(element(fields[1]), fields[2])); break;
            case "add": add(fields[1]); break;
            case "state": state(form.getInstance().getRoot(), ""); break;
            case "time-load": timeLoad(fields[1], Integer.parseInt(fields[2])); break;
            case "time-start": timeStart(Integer.parseInt(fields[1])); break;
            case "time-answer": timeAnswer(fields); break;
            default: throw new IllegalArgumentException(fields[0]);
        }
    }

    private static void load(byte[] bytes) throws Exception {
        form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(bytes));
        form.initialize(true, new InstanceInitializationFactory());
    }

    /** Stores an answer the way Collect does: a constraint that fails keeps the old value. */
    private static String answer(TreeElement element, String text) {
        IAnswerData data = text.isEmpty() ? null
            : XFormAnswerDataParser.getAnswerData(text, element.getDataType(), null);
        if (data != null && !form.evaluateConstraint(element.getRef(), data)) {
            return "refused";
        }
        form.setValue(data, element.getRef(), true);
        return "stored";
    }

    private static void add(String path) {
        FormEntryController controller = new FormEntryController(new FormEntryModel(form));
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                String here = controller.getModel().getFormIndex().getReference().toString(true);
                if (here.replaceAll("\\[\\d+\\]", "").equals(path)) {
                    controller.newRepeat();
                    OUT.println("added");
                    return;
                }
            }
            event = controller.stepToNextEvent();
        }
        OUT.println("no prompt");
    }

    private static TreeElement element(String path) {
        TreeElement here = form.getInstance().getRoot();
        String[] steps = path.substring(1).split("/");
        for (String step : Arrays.copyOfRange(steps, 1, steps.length)) {
            int bracket = step.indexOf('[');
            int position = bracket < 0 ? 0 : Integer.parseInt(step.substring(bracket + 1, step.length() - 1)) - 1;
            here = here.getChild(bracket < 0 ? step : step.substring(0, bracket), position);
        }
        return here;
    }

    private static void state(TreeElement element, String around) {
        String name = element.getName();
        if (element.getMult() == -2 || name.equals("meta")) {
            return;
        }
        String path = around + "/" + name + (element.isRepeatable() ? "[" + (element.getMult() + 1) + "]" : "");
        IAnswerData value = element.getValue();
        OUT.println(path + "\t" + (element.isRelevant() ? 1 : 0) + "\t" + (element.isRequired() ? 1 : 0)
            + "\t" + (element.isEnabled() ? 1 : 0) + "\t"
            + (value == null ? "" : value.uncast().getString().replace("\n", "\\n").replace("\t", " ")));
        for (int i = 0; i < element.getNumChildren(); i++) {
            state(element.getChildAt(i), path);
        }
    }

    private static void timeLoad(String file, int times) throws Exception {
        byte[] bytes = Files.readAllBytes(Paths.get(file));
        long[] took = new long[times];
        for (int i = 0; i < times; i++) {
            long before = System.nanoTime();
            form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(bytes));
            took[i] = System.nanoTime() - before;
        }
        OUT.println(median(took));
    }

    private static void timeStart(int times) {
        long[] took = new long[times];
        for (int i = 0; i < times; i++) {
            long before = System.nanoTime();
            form.initialize(true, new InstanceInitializationFactory());
            took[i] = System.nanoTime() - before;
        }
        OUT.println(median(took));
    }

    private static void timeAnswer(String[] fields) {
        TreeElement element = element(fields[1]);
        long[] took = new long[Integer.parseInt(fields[2])];
        for (int i = 0; i < took.length; i++) {
            String text = fields[3 + i % (fields.length - 3)];
            long before = System.nanoTime();
            answer(element, text);
            took[i] = System.nanoTime() - before;
        }
        OUT.println(median(took));
    }

    private static double median(long[] took) {
        Arrays.sort(took);
        return took[took.length / 2] / 1e6;
    }
}

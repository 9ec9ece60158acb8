package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The command line of an image that holds one service: {@code serve} and {@code migrate} only, so that no other command's libraries are
 * needed. What it says is what {@link Main} says.
 */
public final class ServiceMain {
    private ServiceMain() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        SwitchbackCommand root = new SwitchbackCommand(
                System.getenv(),
                Path.of(System.getProperty("switchback.home", ".")).toAbsolutePath());
        System.exit(Main.run(root, List.of(new ServeCommand(), new MigrateCommand()), arguments));
    }

    /**
     * Makes sure that the program was put together with a class.
     *
     * @param image which has it, beside the one that has everything
     * @throws UserException if not
     */
    static void require(String className, String what, String image) {
        if (ServiceMain.class.getResource("/" + className.replace('.', '/') + ".class") == null) {
            throw new UserException("This image is made without " + what + ": use switchback/" + image
                    + ", or switchback/switchback, which holds everything.");
        }
    }
}

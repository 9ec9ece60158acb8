package dev.switchback.standalone.app;

import dev.switchback.control.app.GivenTokens;
import dev.switchback.migrations.MigrationException;
import dev.switchback.migrations.Migrations;
import dev.switchback.standalone.UserException;
import dev.switchback.views.access.Role;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "migrate",
        description = "Bring the PostgreSQL and ClickHouse that the environment names to this program's schema.",
        mixinStandardHelpOptions = true)
final class MigrateCommand extends Subcommand {
    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "Also make the token in this file an admin's, if it is not known yet.")
    private @Nullable Path adminToken;

    @Option(
            names = "--viewer-token-file",
            paramLabel = "FILE",
            description = "Also make the token in this file a viewer's, if it is not known yet.")
    private @Nullable Path viewerToken;

    @Override
    public Integer call() {
        ServiceMain.require("dev.switchback.migrations.Migrations", "migrations", "replay-controller");
        EngineAddresses engines = EngineAddresses.from(root().environment());
        Schemas.update(engines);
        say("PostgreSQL and ClickHouse are up to date.");
        ensure(engines, Role.ADMIN, adminToken);
        ensure(engines, Role.VIEWER, viewerToken);
        return 0;
    }

    private void ensure(EngineAddresses engines, Role role, @Nullable Path file) {
        if (file != null) {
            say("The token '" + GivenTokens.ensure(engines.postgres(), role, read(file)) + "' is good.");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UserException(file + " cannot be read: " + e + ".", e);
        }
    }

    /** A class of its own: a JVM loads the exception that is caught and wrapped with the class that does so, and not every image has it. */
    private static final class Schemas {
        static void update(EngineAddresses engines) {
            try {
                Migrations.run(engines.postgres(), engines.clickHouse());
            } catch (MigrationException e) {
                throw new UserException(e.getMessage() + ".", e);
            }
        }
    }
}

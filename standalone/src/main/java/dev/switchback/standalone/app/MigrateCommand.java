package dev.switchback.standalone.app;

import dev.switchback.migrations.Migrations;
import dev.switchback.views.engines.EngineAddresses;
import picocli.CommandLine.Command;

@Command(
        name = "migrate",
        description = "Bring the PostgreSQL and ClickHouse that the environment names to this program's schema.",
        mixinStandardHelpOptions = true)
final class MigrateCommand extends Subcommand {
    @Override
    public Integer call() {
        ServiceMain.require("dev.switchback.migrations.Migrations", "migrations", "replay-controller");
        EngineAddresses engines = EngineAddresses.from(root().environment());
        Migrations.run(engines.postgres(), engines.clickHouse());
        say("PostgreSQL and ClickHouse are up to date.");
        return 0;
    }
}

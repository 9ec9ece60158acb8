package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "token",
        description =
                "Make, list and revoke the tokens of both APIs; the first one closes the admin API to all others.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ORDER")
final class TokenCommand extends Subcommand {
    @Override
    public Integer call() {
        throw new UserException("Say what: token create NAME --role ROLE, token list, or token revoke ID.");
    }

    @Command(
            name = "create",
            description = "Make a token, and print its text, which is told this once.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "Whose it is; the journal names its holder so.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description =
                                    "viewer (reads), operator (deploys, switches, retires), admin (all), query (a key of the query API).")
                    String role,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "made on the command line",
                            description = "Why; for the journal.")
                    String reason) {
        JsonNode made = root().admin().createToken(name, role, reason);
        say(made.path("token").asString());
        return 0;
    }

    @Command(name = "list", description = "List the tokens, revoked ones included.", mixinStandardHelpOptions = true)
    int list() {
        Table table = new Table("id", "name", "role", "made", "by", "revoked");
        for (JsonNode token : root().admin().tokens().path("tokens")) {
            table.row(
                    token.path("id").asString(),
                    token.path("name").asString(),
                    token.path("role").asString(),
                    token.path("created_at").asString(),
                    token.path("created_by").asString(),
                    token.path("revoked_at").asString(""));
        }
        table.lines().forEach(this::say);
        return 0;
    }

    @Command(
            name = "revoke",
            description = "Make a token worthless, within about a second.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(paramLabel = "ID") String id,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "revoked on the command line",
                            description = "Why; for the journal.")
                    String reason) {
        root().admin().revokeToken(id, reason);
        say("The token " + id + " is revoked.");
        return 0;
    }
}

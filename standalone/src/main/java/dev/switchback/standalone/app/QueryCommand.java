package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.Http;
import java.net.URI;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = "Ask the query API and print the answer, e.g. query 'wikipedia/pages/top?by=edits&n=10'.",
        mixinStandardHelpOptions = true)
final class QueryCommand extends Subcommand {
    @Parameters(paramLabel = "PATH", description = "PIPELINE/VIEW with its parameters; a leading /v1/ may be left out.")
    private String path = "";

    @Override
    public Integer call() {
        String relative = path.startsWith("/") ? path : "/v1/" + path;
        try (Http http = root().http()) {
            URI uri =
                    URI.create(root().queryUrl() + relative.replace(" ", "%20").replace("#", "%23"));
            say(http.pretty(http.get(uri)));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new UserException("That is not a path of the query API: " + path + ".", e);
        }
    }
}

package dev.switchback.embedded.chdb;

import dev.switchback.embedded.chdb.host.Chdb;
import dev.switchback.embedded.chdb.host.ServerConfiguration;
import dev.switchback.embedded.chdb.http.Credentials;
import dev.switchback.embedded.chdb.http.Endpoint;
import dev.switchback.embedded.chdb.http.InsertFiles;
import dev.switchback.embedded.process.ParentWatch;
import java.io.IOException;
import java.nio.file.Path;

/** The main class of ClickHouse's JVM. */
final class ChdbServerMain {
    /** In the environment, since the arguments of a process are for everyone to see. */
    static final String PASSWORD = "SWITCHBACK_CHDB_PASSWORD";

    /** How many statements may run side by side. */
    private static final int CONNECTIONS = 12;

    private static final long MEMORY_BYTES = 3L << 30;

    private ChdbServerMain() {}

    /** Arguments: the library, the data folder, the port. */
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[1]);
        Path configuration = data.resolveSibling("config.xml");
        ServerConfiguration.write(configuration, MEMORY_BYTES);
        Chdb chdb = Chdb.open(Path.of(arguments[0]), data, configuration, CONNECTIONS);
        Credentials credentials =
                new Credentials(ClickHouseEngine.USER, System.getenv().getOrDefault(PASSWORD, ""));
        InsertFiles files = InsertFiles.in(Path.of("inserts").toAbsolutePath());
        Endpoint endpoint = Endpoint.open(Integer.parseInt(arguments[2]), chdb, credentials, files);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            endpoint.close();
                            chdb.close();
                        },
                        "stop-clickhouse"));
        ParentWatch.start(() -> System.exit(0));
    }
}

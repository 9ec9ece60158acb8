package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports of the HTTP services.
 *
 * @param admin of the controller; 0: any
 * @param firstQuery of the query servers, counted up; 0: any
 */
record Ports(int admin, int firstQuery) {
    /** Those that the environment names; else the usual ones if they are free, and any others if not: the demo must not fail for a port. */
    static Ports forDemo(Configuration configuration, int queryServers) {
        Ports usual = new Ports(configuration.adminPort(), configuration.queryPort());
        if (configuration.portsChosen()) {
            return usual;
        }
        boolean free = isFree(usual.admin);
        for (int i = 0; i < queryServers; i++) {
            free &= isFree(usual.firstQuery + i);
        }
        return free ? usual : new Ports(0, 0);
    }

    /**
     * Finds out at once what would fail only after the engines have started.
     *
     * @throws UserException naming the first port that something listens on, and its variable
     */
    void requireFree(int queryServers) {
        require(admin, Configuration.ADMIN_PORT);
        for (int i = 0; i < queryServers; i++) {
            require(firstQuery + i, Configuration.QUERY_PORT);
        }
    }

    private static void require(int port, String variable) {
        if (!isFree(port)) {
            throw new UserException(
                    "Port " + port + " is taken: stop what listens there, or set " + variable + " to another port.");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

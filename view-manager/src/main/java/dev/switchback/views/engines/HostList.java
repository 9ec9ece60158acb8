package dev.switchback.views.engines;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of an engine's URL between {@code ://} and the path: {@code [[user]:password@]host:port[,host:port…]}. {@link URI} itself knows one
 * host only.
 *
 * @param user decoded; empty where none is given
 * @param password decoded; empty where none is given
 * @param hosts in the order given, at least one
 */
public record HostList(Optional<String> user, Optional<String> password, List<Host> hosts) {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:,\\[\\]@]+):([0-9]{1,5})");
    private static final int LAST_PORT = 65_535;

    public HostList {
        hosts = List.copyOf(hosts);
    }

    /**
     * One host.
     *
     * @param name or address; that of IPv6 in brackets
     */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    /**
     * Reads a URL's part.
     *
     * @throws IllegalArgumentException naming what is not {@code host:port}; its message holds no password
     */
    public static HostList of(URI uri) {
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw new IllegalArgumentException("no host:port follows " + uri.getScheme() + "://");
        }
        int at = authority.lastIndexOf('@');
        List<Host> hosts = new ArrayList<>();
        for (String each : authority.substring(at + 1).split(",", -1)) {
            hosts.add(host(each));
        }
        String[] credentials =
                at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        return new HostList(credential(credentials, 0), credential(credentials, 1), hosts);
    }

    private static Host host(String text) {
        Matcher matcher = HOST.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("'" + text + "' is not of the form host:port");
        }
        return new Host(matcher.group(1), port);
    }

    private static Optional<String> credential(String[] credentials, int position) {
        return position < credentials.length && !credentials[position].isEmpty()
                ? Optional.of(decode(credentials[position]))
                : Optional.empty();
    }

    private static String decode(String text) {
        // URLDecoder reads a plus sign as a space, which is right in forms only.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

package dev.switchback.views.engines;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's URL in the parts that its driver wants: {@code postgresql://user:password@host:port[,host:port…]/database[?parameters]}.
 *
 * @param servers {@code host:port[,host:port…]}
 * @param user decoded; empty: none
 * @param password decoded; empty: none
 * @param database with what follows it: {@code /database[?parameters]}, as it was given
 */
public record PostgresAddress(String servers, String user, String password, String database) {
    private static final Pattern SERVERS = Pattern.compile(
            "([^\\s:,@\\[\\]]+|\\[[0-9a-fA-F:.]+\\]):\\d{1,5}(,([^\\s:,@\\[\\]]+|\\[[0-9a-fA-F:.]+\\]):\\d{1,5})*");
    private static final Pattern TARGET = Pattern.compile("[?&]targetServerType=([^&]*)");
    private static final Pattern VERIFIED = Pattern.compile("[?&]sslmode=verify-(?:ca|full)(?:&|$)");
    private static final Pattern OWN_TRUST = Pattern.compile("[?&](?:sslrootcert|sslfactory|sslcert|sslkey)=");

    /** @throws IllegalArgumentException in one sentence, without the password */
    public static PostgresAddress of(URI uri) {
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String servers = authority.substring(at + 1);
        if (!"postgresql".equals(uri.getScheme()) || !SERVERS.matcher(servers).matches()) {
            throw new IllegalArgumentException(EngineAddresses.POSTGRES
                    + " is not of the form postgresql://[user:password@]host:port[,host:port…]/database: servers '"
                    + servers + "'");
        }
        String[] credentials =
                at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        PostgresAddress address = new PostgresAddress(
                servers,
                credentials.length > 0 ? decode(credentials[0]) : "",
                credentials.length > 1 ? decode(credentials[1]) : "",
                (uri.getRawPath() == null ? "" : uri.getRawPath()) + query);
        address.requirePrimary();
        return address;
    }

    /** Only a primary can be written to, and only from one may the active version be read (promise P5). */
    private void requirePrimary() {
        Matcher target = TARGET.matcher(database);
        if (target.find()
                && !target.group(1).equals("primary")
                && !target.group(1).equals("master")) {
            throw new IllegalArgumentException(EngineAddresses.POSTGRES + " asks for targetServerType="
                    + target.group(1) + "; every service writes, so leave it out or set it to primary.");
        }
    }

    /**
     * The driver's URL, which connects to the primary among the servers, and to nobody else. Where certificates are verified and no parameter says
     * against whose, it is against this process's: the driver by itself would look for a file in the user's home.
     */
    public String jdbcUrl() {
        String url = "jdbc:postgresql://" + servers + database;
        if (!TARGET.matcher(database).find()) {
            url = with(url, "targetServerType=primary");
        }
        return VERIFIED.matcher(database).find() && !OWN_TRUST.matcher(database).find()
                ? with(url, "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory")
                : url;
    }

    private static String with(String url, String parameter) {
        return url + (url.contains("?") ? "&" : "?") + parameter;
    }

    /** Whether there is more than one server. */
    public boolean failsOver() {
        return servers.contains(",");
    }

    private static String decode(String text) {
        // URLDecoder reads a plus sign as a space, which is right in forms only.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return servers + database;
    }
}

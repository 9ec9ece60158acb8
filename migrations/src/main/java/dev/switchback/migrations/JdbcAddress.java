package dev.switchback.migrations;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A store's URL in the parts that JDBC wants: the driver's URL without credentials, user and password (empty where not given). */
record JdbcAddress(String url, String user, String password) {
    private static final String PRIMARY = "targetServerType=primary";
    private static final Pattern VERIFIED = Pattern.compile("[?&]sslmode=verify-(?:ca|full)(?:&|$)");
    private static final Pattern OWN_TRUST = Pattern.compile("[?&](?:sslrootcert|sslfactory|sslcert|sslkey)=");

    static JdbcAddress postgres(URI uri) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String url = "jdbc:postgresql://" + servers(uri) + uri.getRawPath() + query;
        // A replica would refuse each statement; this way the primary among several servers is found.
        if (!query.contains("targetServerType=")) {
            url = with(url, PRIMARY);
        }
        // By itself the driver would look for the authority in the user's home.
        if (VERIFIED.matcher(query).find() && !OWN_TRUST.matcher(query).find()) {
            url = with(url, "sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return of(uri, url);
    }

    private static String with(String url, String parameter) {
        return url + (url.contains("?") ? "&" : "?") + parameter;
    }

    /** Connects to the default database: Flyway makes the one it works in. */
    static JdbcAddress clickHouse(URI uri) {
        return of(uri, "jdbc:clickhouse:" + uri.getScheme() + "://" + servers(uri) + "/default?compress=false");
    }

    private static JdbcAddress of(URI uri, String url) {
        String authority = String.valueOf(uri.getRawAuthority());
        String userInfo = authority.substring(0, Math.max(0, authority.lastIndexOf('@')));
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new JdbcAddress(url, decode(user), decode(password));
    }

    /** {@code host:port[,host:port…]}. */
    static String servers(URI uri) {
        String authority = String.valueOf(uri.getRawAuthority());
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static String decode(String text) {
        // URLDecoder reads a plus sign as a space, which is right in forms only.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

package dev.switchback.views.engines;

import java.util.Set;
import java.util.TreeSet;

/** Which of Kafka's client settings a user may give: those of the connection and its security. All others are the protocol's own. */
final class KafkaSettings {
    private static final Set<String> CONNECTION = Set.of(
            "client.dns.lookup",
            "client.rack",
            "connections.max.idle.ms",
            "metadata.recovery.rebootstrap.trigger.ms",
            "metadata.recovery.strategy",
            "reconnect.backoff.max.ms",
            "reconnect.backoff.ms",
            "retry.backoff.max.ms",
            "retry.backoff.ms",
            "socket.connection.setup.timeout.max.ms",
            "socket.connection.setup.timeout.ms");

    private static final Set<String> SECURITY = Set.of(
            "security.protocol",
            "sasl.client.callback.handler.class",
            "sasl.jaas.config",
            "sasl.kerberos.kinit.cmd",
            "sasl.kerberos.min.time.before.relogin",
            "sasl.kerberos.service.name",
            "sasl.kerberos.ticket.renew.jitter",
            "sasl.kerberos.ticket.renew.window.factor",
            "sasl.login.callback.handler.class",
            "sasl.login.class",
            "sasl.login.connect.timeout.ms",
            "sasl.login.read.timeout.ms",
            "sasl.login.refresh.buffer.seconds",
            "sasl.login.refresh.min.period.seconds",
            "sasl.login.refresh.window.factor",
            "sasl.login.refresh.window.jitter",
            "sasl.login.retry.backoff.max.ms",
            "sasl.login.retry.backoff.ms",
            "sasl.mechanism",
            "ssl.cipher.suites",
            "ssl.enabled.protocols",
            "ssl.endpoint.identification.algorithm",
            "ssl.engine.factory.class",
            "ssl.key.password",
            "ssl.keymanager.algorithm",
            "ssl.keystore.certificate.chain",
            "ssl.keystore.key",
            "ssl.keystore.location",
            "ssl.keystore.password",
            "ssl.keystore.type",
            "ssl.protocol",
            "ssl.provider",
            "ssl.secure.random.implementation",
            "ssl.trustmanager.algorithm",
            "ssl.truststore.certificates",
            "ssl.truststore.location",
            "ssl.truststore.password",
            "ssl.truststore.type");

    /** Its names grow with each release of Kafka. */
    private static final String OAUTH = "sasl.oauthbearer.";

    private KafkaSettings() {}

    static boolean isTaken(String name) {
        return CONNECTION.contains(name) || SECURITY.contains(name) || name.startsWith(OAUTH);
    }

    /** For an error: what can be given instead. */
    static String taken() {
        return "security.protocol, sasl.* and ssl.* of Kafka's clients, and "
                + String.join(", ", new TreeSet<>(CONNECTION));
    }

    /** All names but those of OAuth. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>(CONNECTION);
        names.addAll(SECURITY);
        return names;
    }
}

package dev.switchback.views.trust;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the provider of Java's trust managers. Whoever asks for one without naming a trust store gets one of the given store; the rest,
 * and all checking, is done by the provider behind it.
 */
final class AddingProvider extends Provider {
    static final String NAME = "SwitchbackAuthorities";

    private static final long serialVersionUID = 1L;

    /**
     * Takes a provider's place for one algorithm.
     *
     * @param behind of the provider and the algorithm
     * @param trusted by those who name no store
     */
    AddingProvider(TrustManagerFactory behind, KeyStore trusted) {
        super(NAME, "1", "Authorities that are trusted beside Java's");
        putService(
                new Service(this, "TrustManagerFactory", behind.getAlgorithm(), Factory.class.getName(), null, null) {
                    @Override
                    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
                        return new Factory(
                                TrustManagerFactory.getInstance(behind.getAlgorithm(), behind.getProvider()), trusted);
                    }
                });
    }

    private static final class Factory extends TrustManagerFactorySpi {
        private final TrustManagerFactory behind;
        private final KeyStore trusted;

        Factory(TrustManagerFactory behind, KeyStore trusted) {
            this.behind = behind;
            this.trusted = trusted;
        }

        @Override
        protected void engineInit(@Nullable KeyStore named) throws KeyStoreException {
            behind.init(named == null ? trusted : named);
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
            behind.init(parameters);
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return behind.getTrustManagers();
        }
    }
}

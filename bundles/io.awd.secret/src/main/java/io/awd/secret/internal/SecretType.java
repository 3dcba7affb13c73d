package io.awd.secret.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** QEMU's {@code secret} object, without its encryption. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = SecretType.NAME, attribute = "kind=object")
public final class SecretType implements ObjectType<SecretProperties> {
    static final String NAME = "secret";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME, "keeps a password", SecretProperties.class,
            SecretStatus.class);

    /** Called by Declarative Services. */
    @Activate
    public SecretType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<SecretProperties> create(Creation<SecretProperties> creation) throws AwdException {
        StoredSecret secret = new StoredSecret(creation.id(), creation.properties());
        secret.open();
        return secret;
    }

    @Override
    public void check(String id, SecretProperties properties) throws AwdException {
        new StoredSecret(id, properties).open();
    }
}

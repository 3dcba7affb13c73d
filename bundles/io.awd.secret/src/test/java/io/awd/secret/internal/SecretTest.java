package io.awd.secret.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    private Path folder;

    private static StoredSecret open(Optional<Path> file, Optional<String> data, SecretProperties.Format format) throws AwdException {
        StoredSecret secret = new StoredSecret("sec0", new SecretProperties(file, data, format));
        secret.open();
        return secret;
    }

    private StoredSecret file(String content, SecretProperties.Format format) throws AwdException, IOException {
        return open(Optional.of(Files.writeString(folder.resolve("password"), content)), Optional.empty(), format);
    }

    private static StoredSecret data(String data, SecretProperties.Format format) throws AwdException {
        return open(Optional.empty(), Optional.of(data), format);
    }

    private static String text(StoredSecret secret) throws AwdException {
        return new String(secret.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void dataIsTakenAsItIs() throws Exception {
        assertThat(text(data("p\u00e4ss word\n", SecretProperties.Format.RAW))).isEqualTo("p\u00e4ss word\n");
    }

    @Test
    void dataIsKeptOutOfEveryOutput() {
        assertThat(new SecretType().description().property("data")).hasValueSatisfying(data -> assertThat(data.secret()).isTrue());
        assertThat(new SecretType().description().property("format")).hasValueSatisfying(
                format -> assertThat(format.defaultValue()).hasValue("raw"));
    }

    @Test
    void oneNewlineAtTheEndOfARawFileIsNotPartOfIt() throws Exception {
        assertThat(text(file("hunter2\n", SecretProperties.Format.RAW))).isEqualTo("hunter2");
        assertThat(text(file("hunter2\n\n", SecretProperties.Format.RAW))).isEqualTo("hunter2\n");
        assertThat(text(file("hunter2\r", SecretProperties.Format.RAW))).isEqualTo("hunter2\r");
        assertThat(text(file("\n", SecretProperties.Format.RAW))).isEmpty();
        assertThat(text(file("", SecretProperties.Format.RAW))).isEmpty();
    }

    @Test
    void base64IsDecoded() throws Exception {
        assertThat(text(data("aHVudGVyMg==", SecretProperties.Format.BASE64))).isEqualTo("hunter2");
        assertThat(text(file("aHVu\ndGVyMgo=\n", SecretProperties.Format.BASE64))).isEqualTo("hunter2\n");
    }

    @Test
    void badBase64IsOneLineWithoutTheValue() {
        assertThatThrownBy(() -> data("hunter*2", SecretProperties.Format.BASE64)).isInstanceOf(AwdException.class)
                .hasMessage("Parameter 'data': Base64 data is not valid").hasNoCause();
        assertThatThrownBy(() -> file("hunter*2", SecretProperties.Format.BASE64)).isInstanceOf(AwdException.class)
                .hasMessage("Parameter 'file': Base64 data is not valid").hasNoCause();
    }

    @Test
    void aFileIsReadAnewAtEachUse() throws Exception {
        StoredSecret secret = file("old", SecretProperties.Format.RAW);
        Files.writeString(folder.resolve("password"), "new");
        assertThat(text(secret)).isEqualTo("new");
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorAtCreation() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> open(Optional.of(missing), Optional.empty(), SecretProperties.Format.RAW)).isInstanceOf(AwdException.class)
                .hasMessage("Parameter 'file': Unable to read " + missing + ": No such file or directory");
        assertThatThrownBy(() -> open(Optional.of(folder), Optional.empty(), SecretProperties.Format.RAW)).isInstanceOf(AwdException.class)
                .hasMessage("Parameter 'file': Unable to read " + folder + ": Is a directory");
    }

    @Test
    void aFileThatCannotBeReadLaterIsReportedUntilItCan() throws Exception {
        StoredSecret secret = file("hunter2", SecretProperties.Format.RAW);
        assertThat(secret.status()).isEqualTo(new SecretStatus(true, ""));
        Files.delete(folder.resolve("password"));
        assertThatThrownBy(secret::bytes).isInstanceOf(AwdException.class);
        assertThat(secret.status().loaded()).isFalse();
        assertThat(secret.status().lastError()).contains("No such file or directory");
        Files.writeString(folder.resolve("password"), "hunter3");
        assertThat(text(secret)).isEqualTo("hunter3");
        assertThat(secret.status()).isEqualTo(new SecretStatus(true, ""));
    }

    @Test
    void aFileThatIsNoPasswordIsRefused() {
        assertThatThrownBy(() -> file("x".repeat(StoredSecret.LIMIT + 1), SecretProperties.Format.RAW)).isInstanceOf(AwdException.class)
                .hasMessageEndingWith("larger than 65536 bytes");
    }

    @Test
    void exactlyOneOfFileAndDataIsWanted() {
        assertThatThrownBy(() -> open(Optional.of(folder), Optional.of("x"), SecretProperties.Format.RAW)).isInstanceOf(AwdException.class)
                .hasMessage("'file' and 'data' are mutually exclusive");
        assertThatThrownBy(() -> open(Optional.empty(), Optional.empty(), SecretProperties.Format.RAW)).isInstanceOf(AwdException.class)
                .hasMessage("Either 'file' or 'data' must be provided");
    }
}

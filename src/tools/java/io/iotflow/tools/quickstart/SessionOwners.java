package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Which account a client id belongs to. MQTT lets whoever connects with a client id have its session: without this, one
 * device could end another's connection or collect the commands that wait for it. Owners of persistent sessions are
 * kept in a file, as their sessions are.
 */
final class SessionOwners {

    private static final int SWEEP_FROM = 10_000;

    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final Path file;
    private final Predicate<String> hasSession;
    private volatile int sweepAt = SWEEP_FROM;

    /** @param hasSession whether the broker has a session, connected or waiting, for a client id */
    SessionOwners(Path file, Predicate<String> hasSession) {
        this.file = file;
        this.hasSession = hasSession;
        load();
    }

    /** Makes the account the client id's owner, unless the session belongs to another one. */
    boolean claim(String clientId, String account, boolean persistent) {
        String owner = owners.putIfAbsent(clientId, account);
        if (owner == null || owner.equals(account)) {
            if (owner == null) {
                kept(clientId, account, persistent);
            }
            return true;
        }
        if (hasSession.test(clientId) || !owners.replace(clientId, owner, account)) {
            return false;
        }
        kept(clientId, account, persistent);
        return true;
    }

    /** The client ids of an account; of every one where it is empty. */
    List<String> clientsOf(String account) {
        return owners.entrySet().stream()
                .filter(it -> account.isEmpty() || it.getValue().equals(account))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void kept(String clientId, String account, boolean persistent) {
        if (persistent) {
            append(clientId, account);
        }
        if (owners.size() > sweepAt) {
            owners.keySet().removeIf(each -> !each.equals(clientId) && !hasSession.test(each));
            sweepAt = Math.max(SWEEP_FROM, 2 * owners.size());
        }
    }

    private void load() {
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                    String[] pair = line.split(" ");
                    if (pair.length == 2) {
                        owners.put(decode(pair[0]), decode(pair[1]));
                    }
                }
                Files.delete(file);
                owners.forEach(this::append);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the owners of MQTT sessions in " + file, e);
        }
    }

    private synchronized void append(String clientId, String account) {
        try {
            Files.writeString(
                    file,
                    encode(clientId) + " " + encode(account) + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the owner of an MQTT session in " + file, e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}

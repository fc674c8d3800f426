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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which account a client id belongs to, and what its client was let in with. MQTT lets whoever connects with a client id
 * have its session: without this, one device could end another's connection or collect the commands that wait for it.
 * Owners of persistent sessions are kept in a file, as their sessions are.
 */
final class SessionOwners {

    private static final int SWEEP_FROM = 10_000;

    private final Map<String, Owner> owners = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> byAccount = new ConcurrentHashMap<>(); // may name more than there are
    private final Path file;
    private final Predicate<String> hasSession;
    private volatile int sweepAt = SWEEP_FROM;

    /** @param hasSession whether the broker has a session, connected or waiting, for a client id */
    SessionOwners(Path file, Predicate<String> hasSession) {
        this.file = file;
        this.hasSession = hasSession;
        load();
    }

    /**
     * Whose a client id is.
     *
     * @param account the server's user name, or {@link DeviceAccount#name()}
     * @param inFile whether the file says so
     * @param admission what its device was let in with; empty while it is not here, and when it was put out
     */
    record Owner(String account, boolean inFile, Optional<Admission> admission) {

        /** The device id in an account. */
        static String deviceId(String account) {
            return account.split("/", 2)[0];
        }

        String deviceId() {
            return deviceId(account);
        }

        Owner with(Admission now) {
            return new Owner(account, inFile, Optional.of(now));
        }

        Owner without() {
            return new Owner(account, inFile, Optional.empty());
        }
    }

    /** Makes the account the client id's owner, unless the session belongs to another one. */
    boolean claim(String clientId, String account, boolean persistent) {
        Owner claimed = new Owner(account, persistent, Optional.empty());
        Owner owner = owners.putIfAbsent(clientId, claimed);
        if (owner != null && owner.account().equals(account)) {
            if (!persistent || owner.inFile()) {
                count(clientId, account);
                return true;
            }
            claimed = new Owner(account, true, owner.admission());
        } else if (owner != null && hasSession.test(clientId)) {
            return false;
        }
        if (owner != null && !owners.replace(clientId, owner, claimed)) {
            return false;
        }
        count(clientId, account);
        kept(clientId, account, persistent);
        return true;
    }

    /**
     * Counts a session among its account's. Whoever claims a client id is counted at once, and again when the broker has
     * the session: until then it could be taken for one that is over.
     */
    void count(String clientId, String account) {
        byAccount.computeIfAbsent(account, it -> ConcurrentHashMap.newKeySet()).add(clientId);
    }

    /** Whether the account has as many sessions, connected or kept, beside this client id's. */
    boolean hasMany(String account, String clientId, int max) {
        Set<String> known = byAccount.getOrDefault(account, Set.of());
        if (known.size() >= max) { // most are of clean sessions that are over
            known.removeIf(it -> !isOwner(account, it) || !it.equals(clientId) && !hasSession.test(it));
        }
        return known.stream().filter(it -> !it.equals(clientId)).count() >= max;
    }

    private boolean isOwner(String account, String clientId) {
        return of(clientId).filter(it -> it.account().equals(account)).isPresent();
    }

    Optional<Owner> of(String clientId) {
        return Optional.ofNullable(owners.get(clientId));
    }

    /** Notes what the owner's client is let in with; nothing when it is no longer the owner. */
    void admit(String clientId, Admission admission) {
        owners.computeIfPresent(
                clientId, (id, owner) -> owner.account().equals(admission.account()) ? owner.with(admission) : owner);
    }

    /** Does nothing, and says so, when the owner is no longer what it was. */
    boolean replace(String clientId, Owner owner, Owner now) {
        return owners.replace(clientId, owner, now);
    }

    void remove(String clientId, Owner owner) {
        owners.remove(clientId, owner);
    }

    Map<String, Owner> all() {
        return Map.copyOf(owners);
    }

    /** The client ids of each device id, and of the server's account. */
    Map<String, List<String>> clientsByDevice() {
        return all().entrySet().stream()
                .collect(Collectors.groupingBy(
                        it -> it.getValue().deviceId(), Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
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
                        String account = decode(pair[1]);
                        owners.put(decode(pair[0]), new Owner(account, true, Optional.empty()));
                        count(decode(pair[0]), account);
                    }
                }
                Files.delete(file);
                owners.forEach((clientId, owner) -> append(clientId, owner.account()));
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

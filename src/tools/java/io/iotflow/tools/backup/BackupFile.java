package io.iotflow.tools.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Writes a backup: a tar.gz whose files may change while they are read. */
final class BackupFile implements AutoCloseable {

    private static final int BUFFER = 1 << 18;

    private final FileChannel channel;
    private final GzipCompressorOutputStream gzip;
    private final TarArchiveOutputStream tar;
    private long files;

    /** The file must be there and empty; its mode is the caller's business. */
    BackupFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_SPEED); // the broker is held meanwhile
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        gzip = new GzipCompressorOutputStream(out, parameters);
        tar = new TarArchiveOutputStream(gzip, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    void text(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        entry.setMode(0100600);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
        files++;
    }

    void folder(String name, Path folder) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(040000 | mode(folder));
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /**
     * A file as long as it is now: what is added while it is read is left out, what is cut off is zeros. One that is no
     * longer there is left out, too. For PostgreSQL's files its log makes good what is torn.
     */
    void file(String name, Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(size);
            entry.setMode(0100000 | mode(file));
            entry.setModTime(Files.getLastModifiedTime(file).toMillis());
            tar.putArchiveEntry(entry);
            copy(Channels.newInputStream(in), size);
            tar.closeArchiveEntry();
            files++;
        } catch (NoSuchFileException e) {
            // taken away since it was listed; nothing of it has been written
        }
    }

    private void copy(InputStream in, long size) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = size;
        while (left > 0) {
            int read = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (read == 0) {
                Arrays.fill(buffer, (byte) 0);
                read = (int) Math.min(buffer.length, left);
            }
            tar.write(buffer, 0, read);
            left -= read;
        }
    }

    private static int mode(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        int mode = 0;
        for (PosixFilePermission permission : permissions) {
            mode |= 0400 >> permission.ordinal(); // owner, group, others; read, write, execute
        }
        return mode;
    }

    long files() {
        return files;
    }

    /** Ends it, and returns when it is on the disk. */
    @Override
    public void close() throws IOException {
        tar.finish();
        gzip.finish();
        gzip.flush();
        channel.force(true);
        channel.close();
    }
}

package io.iotflow.telemetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Uploads on their way to the next commit, bounded by the number of their messages. */
final class UploadQueue {

    private final int most;
    private final Deque<Upload> uploads = new ArrayDeque<>();
    private int size;

    UploadQueue(int most) {
        this.most = most;
    }

    /** Adds an upload, unless there is no room. */
    synchronized boolean offer(Upload upload) {
        if (size + upload.size() > most) {
            return false;
        }
        uploads.addLast(upload);
        size += upload.size();
        return true;
    }

    /** Takes what fits into one batch, oldest first; at least one upload, unless there is none. */
    synchronized List<Upload> take(int batch) {
        List<Upload> taken = new ArrayList<>();
        int count = 0;
        while (!uploads.isEmpty()
                && (taken.isEmpty() || count + uploads.peekFirst().size() <= batch)) {
            Upload next = uploads.removeFirst();
            count += next.size();
            taken.add(next);
        }
        size -= count;
        return taken;
    }

    /** Puts back what could not be committed, before everything else; these had their place already. */
    synchronized void giveBack(List<Upload> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            uploads.addFirst(taken.get(i));
            size += taken.get(i).size();
        }
    }

    synchronized int size() {
        return size;
    }
}

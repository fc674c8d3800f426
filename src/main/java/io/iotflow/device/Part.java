package io.iotflow.device;

import io.iotflow.platform.web.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Which rows of a list are read: from its end, where that is nearer.
 *
 * @param isFromEnd whether the list is turned round
 * @param offset how many are skipped
 * @param size how many are read at most
 */
record Part(boolean isFromEnd, int offset, int size) {

    /** Of a list that is so long. */
    static Part of(Page page, long total) {
        long behind = total - page.offset() - page.size();
        return page.offset() <= behind
                ? new Part(false, page.offset(), page.size())
                : new Part(true, (int) Math.max(0, behind), (int)
                        Math.max(0, Math.min(total - page.offset(), page.size())));
    }

    /** The rows in the order of the list. */
    <T> List<T> read(Function<Part, List<T>> rows) {
        if (size == 0) {
            return List.of();
        }
        List<T> read = new ArrayList<>(rows.apply(this));
        if (isFromEnd) {
            Collections.reverse(read);
        }
        return read;
    }
}

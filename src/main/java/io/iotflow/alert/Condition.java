package io.iotflow.alert;

/** What a rule looks for in messages, one device at a time. Has no state of its own, and is safe for many threads. */
interface Condition {

    /**
     * Judges one message. What it has to know of those before is in the memory, and it alone writes {@link Memory#last},
     * {@link Memory#lastAt} and {@link Memory#samples}.
     *
     * @param isMet whether it was met before
     * @throws NotJudged when the message cannot be judged at all
     */
    Finding judge(Reading reading, Memory memory, boolean isMet) throws NotJudged;

    /** Whether it remembers something of a device for which it is not met. */
    default boolean remembers() {
        return false;
    }

    /** Whether it is about when messages come, by our clock, rather than about what devices say of a time of their own. */
    default boolean isOfArrival() {
        return false;
    }

    /** Whether it looks at what devices say of themselves, and so at messages of every measurement. */
    default boolean isOfEveryMeasurement() {
        return false;
    }

    /** Whether every device has a memory from the beginning on: what never comes is looked for, too. */
    default boolean isOfSilence() {
        return false;
    }
}

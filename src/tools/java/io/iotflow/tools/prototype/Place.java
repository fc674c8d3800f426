package io.iotflow.tools.prototype;

import io.iotflow.tools.api.ApiClient.Answer;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Where something stood that the server names, such as {@code messages[12].data.temperature}, and what it says of it. */
record Place(int index, String member, String message) {

    static Place of(JsonObject named) {
        String field = named.getString("field");
        int end = field.indexOf(']');
        return new Place(
                Integer.parseInt(field.substring(field.indexOf('[') + 1, end)),
                field.substring(end + 2),
                named.getString("message"));
    }

    /** Without the time at which the server learned what a field is: that is not the same in a dry run and in the real one. */
    String reason() {
        return member + " " + message.replaceAll(" since \\d{4}-[0-9T:.Z-]+", "");
    }

    /** The members that the server left out of messages that it took, by the message's place. */
    static Map<Integer, String> leftOut(Answer answer) {
        Map<Integer, String> members = new TreeMap<>();
        for (JsonObject left : answer.json().getJsonArray("left_out").getValuesAs(JsonObject.class)) {
            Place place = of(left);
            members.merge(place.index, place.member + " (" + place.message + ")", (one, other) -> one + ", " + other);
        }
        return members;
    }
}

package io.iotflow.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiOperationTest {

    private static final String DOCUMENT = """
            {
              "paths": {"/devices/{device_id}": {"get": {"responses": {
                "200": {"content": {"application/json": {"schema": {
                  "type": "object",
                  "required": ["device", "count"],
                  "properties": {
                    "device": {"$ref": "#/components/schemas/Device"},
                    "count": {"type": "integer"},
                    "payload": {"type": "object"}}}}}},
                "204": {"description": "nothing"}}}}},
              "components": {"schemas": {"Device": {
                "type": "object",
                "required": ["name", "location"],
                "properties": {"name": {"type": "string"}, "location": {"type": "string", "nullable": true}}}}}
            }
            """;

    private final ApiOperation operation = operation();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'device':{'name':'a','location':null},'count':1}",
                "{'device':{'name':'a','location':'b'},'count':1,'payload':{'any':null}}",
            })
    void takesAnAnswerThatIsDescribed(String json) {
        assertEquals(List.of(), operation.differences(json(json)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'device':{'name':null,'location':'b'},'count':1} | $.device.name: null found",
                "{'device':{'name':'a'},'count':1} | 'location' not found",
                "{'device':{'name':'a','location':'b','more':1},'count':1} | 'more' is not defined",
                "{'device':{'name':'a','location':'b'},'count':1,'more':1} | 'more' is not defined",
                "{'device':{'name':'a','location':'b'},'count':'1'} | $.count: string found",
            })
    void saysWhatIsNotDescribed(String json, String difference) {
        String found = operation.differences(json(json)).toString();

        assertTrue(found.contains(difference), found);
    }

    @Test
    void refusesAStatusATypeAndABodyThatAreNotDescribed() {
        assertFalse(operation
                .differences(new Reply(500, "application/json", "{}", null))
                .isEmpty());
        assertFalse(operation
                .differences(new Reply(200, "text/html", "<html>", null))
                .isEmpty());
        assertFalse(operation
                .differences(new Reply(204, "text/plain", "body", null))
                .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /devices/a%2Fb, true",
        "GET, /devices/a;b=c, true",
        "GET, /devices/;b=c, false",
        "GET, /devices/a/b, false",
        "PUT, /devices/a, false",
    })
    void isFoundByMethodAndPath(String method, String path, boolean found) {
        assertEquals(found, operation.takes(method, path));
    }

    private static Reply json(String text) {
        return new Reply(200, "application/json;charset=UTF-8", text.replace('\'', '"'), null);
    }

    private static ApiOperation operation() {
        try {
            JsonNode document = new ObjectMapper().readTree(DOCUMENT);
            String path = "/devices/{device_id}";
            return new ApiOperation(
                    "get", path, document.get("paths").get(path).get("get"), new AnswerSchemas(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

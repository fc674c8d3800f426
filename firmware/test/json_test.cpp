#include <cmath>

#include "iotflow/json_members.h"
#include "iotflow/json_value.h"
#include "test.h"

using iotflow::JsonMembers;
using iotflow::JsonValue;
using iotflow::parseJson;

TEST(jsonRoundsMeasuredValues) {
  CHECK_EQ("{\"temperature\":23.40,\"n\":-7,\"open\":true}",
           JsonMembers().number("temperature", 23.4F, 2).integer("n", -7).flag("open", true).object());
}

TEST(jsonLeavesOutWhatTheSensorDidNotSay) {
  CHECK_EQ("{\"b\":1.0}",
           JsonMembers().number("a", std::nan(""), 1).number("b", 1, 1).number("c", INFINITY, 1).object());
  CHECK(JsonMembers().number("a", std::nan(""), 1).empty());
}

TEST(jsonWritesNumbersTooLargeForDecimals) { CHECK_EQ("{\"a\":1e+300}", JsonMembers().number("a", 1e300, 2).object()); }

TEST(jsonEscapesQuotesBackslashesAndControlCharacters) {
  CHECK_EQ("{\"k\\\"ey\":\"a\\\\b\\u000a\\u0000c\"}",
           JsonMembers().text("k\"ey", std::string_view("a\\b\n\0c", 6)).object());
}

TEST(jsonKeepsUtf8AndReplacesWhatIsNone) {
  CHECK_EQ("{\"a\":\"\xC3\xBC\xF0\x9F\x98\x80\"}", JsonMembers().text("a", "\xC3\xBC\xF0\x9F\x98\x80").object());
  for (const char* bad : {"\xC3", "\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE0\x80\x80"}) {
    const std::string text = JsonMembers().text("a", bad).object();
    CHECK_EQ(size_t{0}, text.find("{\"a\":\"\xEF\xBF\xBD"));
    CHECK(parseJson(text).has_value());
  }
}

TEST(jsonReadsWhatACommandMayHold) {
  const auto json = parseJson(R"( {"a":[1,-2.5e2,true,null],"b":{"c":"x\u00fc\ud83d\ude00\n"},"d":""} )");
  CHECK(json.has_value());
  if (json) {
    CHECK_EQ(-250.0, json->find("a")->values[1].number);
    CHECK_EQ(std::string_view("x\xC3\xBC\xF0\x9F\x98\x80\n"), json->find("b")->textOf("c"));
    CHECK(json->find("missing") == nullptr);
    CHECK_EQ(std::string_view(), json->textOf("a"));
  }
}

TEST(jsonReplacesHalfASurrogatePair) {
  const auto json = parseJson(R"({"a":"\ud83dx"})");
  CHECK(json.has_value());
  CHECK_EQ(std::string_view("\xEF\xBF\xBDx"), json ? json->textOf("a") : "");
}

TEST(jsonRefusesWhatIsMalformed) {
  for (const char* bad : {"",         "{",        "}",     "{\"a\"}", "{\"a\":}",    "{\"a\":1,}", "{a:1}",
                          "[1,]",     "[1 2]",    "01",    "1.",      "-",           "1e",         "+1",
                          ".5",       "tru",      "\"a",   "\"\\x\"", "\"\\u12g4\"", "\"\\",       "\"\\u00",
                          "\"\x01\"", "\"\xFF\"", "{} {}", "1e999",   "{\"a\":1]",   "'a'"}) {
    if (parseJson(bad)) {
      testing::fail(__FILE__, __LINE__, std::string("was read: ") + bad);
    }
  }
}

TEST(jsonRefusesWhatIsTooDeepOrTooMuch) {
  CHECK(parseJson("[[[[[[[[1]]]]]]]]").has_value());
  CHECK(!parseJson(std::string(9, '[') + "1" + std::string(9, ']')).has_value());
  CHECK(!parseJson(std::string(100'000, '[')).has_value());
  std::string many = "[0";
  for (int i = 0; i < 200; i++) {
    many += ",0";
  }
  CHECK(!parseJson(many + "]").has_value());
}

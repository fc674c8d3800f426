#pragma once

#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

/** A very small test frame: TEST(name) { CHECK(…); CHECK_EQ(expected, actual); } */
namespace testing {

struct Test {
  const char* name;
  void (*body)();
};

/** All tests of the program, in the order of their files. */
std::vector<Test>& all();
/** Notes a failure of the test that runs now. */
void fail(const char* file, int line, const std::string& message);
/** A new empty folder below the current one. */
std::string newFolder();

struct Registration {
  Registration(const char* name, void (*body)()) { all().push_back({name, body}); }
};

template <typename Expected, typename Actual>
void checkEqual(const char* file, int line, const Expected& expected, const Actual& actual) {
  if (!(expected == actual)) {
    std::ostringstream message;
    message << "expected <" << expected << "> but was <" << actual << ">";
    fail(file, line, message.str());
  }
}

}  // namespace testing

#define TEST(name)                                                   \
  static void name();                                                \
  static const testing::Registration registered_##name(#name, name); \
  static void name()
#define CHECK(condition) \
  if (!(condition)) testing::fail(__FILE__, __LINE__, "not true: " #condition)
#define CHECK_EQ(expected, actual) testing::checkEqual(__FILE__, __LINE__, expected, actual)

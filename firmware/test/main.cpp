#include <stdlib.h>

#include "test.h"

namespace testing {

static std::string failures;

std::vector<Test>& all() {
  static std::vector<Test> tests;
  return tests;
}

void fail(const char* file, int line, const std::string& message) {
  failures += std::string(failures.empty() ? "" : "; ") + file + ":" + std::to_string(line) + ": " + message;
}

std::string newFolder() {
  std::string name = "./test-XXXXXX";
  return mkdtemp(name.data());
}

}  // namespace testing

/** Lists the tests, or runs them and prints a line for each: `ok name` or `failed name reasons`. */
int main(int argc, char**) {
  bool good = true;
  for (const testing::Test& test : testing::all()) {
    if (argc > 1) {
      std::cout << test.name << "\n";
      continue;
    }
    testing::failures.clear();
    test.body();
    good = good && testing::failures.empty();
    std::cout << (testing::failures.empty() ? "ok " : "failed ") << test.name << " " << testing::failures << std::endl;
  }
  return good ? 0 : 1;
}

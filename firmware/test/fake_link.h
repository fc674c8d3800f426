#pragma once

#include <string>
#include <vector>

#include "iotflow/link.h"

/** A broker's end that a test holds in its hand. */
struct FakeLink : iotflow::Link {
  struct Published {
    uint16_t id;
    std::string topic;
    std::string payload;
  };

  void connect() override { connects++; }
  void disconnect() override { disconnects++; }
  bool subscribe(const std::vector<std::string>& wanted) override {
    filters = wanted;
    return true;
  }
  uint16_t publish(const std::string& topic, const std::string& payload) override {
    if (full) {
      return 0;
    }
    published.push_back({++lastId, topic, payload});
    return lastId;
  }

  /** What was published on topics that end so, since the last time. */
  std::vector<Published> take(const std::string& ending) {
    std::vector<Published> taken;
    std::vector<Published> rest;
    for (const Published& one : published) {
      const bool matches = one.topic.size() >= ending.size() &&
                           one.topic.compare(one.topic.size() - ending.size(), ending.size(), ending) == 0;
      (matches ? taken : rest).push_back(one);
    }
    published = rest;
    return taken;
  }

  std::vector<Published> published;
  std::vector<std::string> filters;
  int connects = 0;
  int disconnects = 0;
  bool full = false;
  uint16_t lastId = 0;
};

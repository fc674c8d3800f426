#pragma once

#include <mosquitto.h>

#include <string>
#include <vector>

#include "iotflow/device.h"
#include "iotflow/link.h"

/** The core's link by Debian's libmosquitto. Everything happens in the thread that polls. */
class MosquittoLink : public iotflow::Link {
 public:
  struct Broker {
    std::string host;
    int port;
    std::string deviceId;
    std::string deviceKey;
  };

  explicit MosquittoLink(Broker broker);
  ~MosquittoLink() override;
  MosquittoLink(const MosquittoLink&) = delete;
  MosquittoLink& operator=(const MosquittoLink&) = delete;

  /** Who is told. */
  void listen(iotflow::Device& device) { device_ = &device; }
  /** Exchanges packets for up to so long and tells what happened. */
  void poll(int millis, int64_t uptime, uint32_t random);

  void connect() override;
  void disconnect() override;
  bool subscribe(const std::vector<std::string>& filters) override;
  uint16_t publish(const std::string& topic, const std::string& payload) override;

 private:
  Broker broker_;
  iotflow::Device* device_ = nullptr;
  mosquitto* client_ = nullptr;
  bool lost_ = false;
  int64_t uptime_ = 0;
};

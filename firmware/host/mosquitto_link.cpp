#include "mosquitto_link.h"

#include <thread>
#include <utility>

namespace {

constexpr int kQos = 1;
constexpr int kKeepAliveSeconds = 10;

}  // namespace

MosquittoLink::MosquittoLink(Broker broker) : broker_(std::move(broker)) { mosquitto_lib_init(); }

MosquittoLink::~MosquittoLink() {
  disconnect();
  mosquitto_lib_cleanup();
}

void MosquittoLink::connect() {
  lost_ = false;
  client_ = mosquitto_new(broker_.deviceId.c_str(), true, this);
  const std::string will = iotflow::Topics(broker_.deviceId).status("offline");
  mosquitto_username_pw_set(client_, broker_.deviceId.c_str(), broker_.deviceKey.c_str());
  mosquitto_will_set(client_, will.c_str(), 2, "{}", kQos, false);
  mosquitto_connect_callback_set(client_, [](mosquitto*, void* self, int code) {
    auto* link = static_cast<MosquittoLink*>(self);
    if (code == 0) {
      link->device_->onConnected(link->uptime_);
    } else {
      link->lost_ = true;
    }
  });
  mosquitto_subscribe_callback_set(client_, [](mosquitto*, void* self, int, int, const int*) {
    auto* link = static_cast<MosquittoLink*>(self);
    link->device_->onSubscribed(link->uptime_);
  });
  mosquitto_publish_callback_set(client_, [](mosquitto*, void* self, int packetId) {  // at QoS 1: its PUBACK came
    static_cast<MosquittoLink*>(self)->device_->onAcknowledged(static_cast<uint16_t>(packetId));
  });
  mosquitto_message_callback_set(client_, [](mosquitto*, void* self, const mosquitto_message* message) {
    auto* link = static_cast<MosquittoLink*>(self);
    const auto length = static_cast<size_t>(message->payloadlen);
    link->device_->onMessage({static_cast<const char*>(message->payload), length}, link->uptime_);
  });
  lost_ = mosquitto_connect(client_, broker_.host.c_str(), broker_.port, kKeepAliveSeconds) != MOSQ_ERR_SUCCESS;
}

void MosquittoLink::disconnect() {
  if (client_ != nullptr) {
    mosquitto_disconnect(client_);
    mosquitto_destroy(client_);
    client_ = nullptr;
  }
}

bool MosquittoLink::subscribe(const std::vector<std::string>& filters) {
  std::vector<char*> topics;
  for (const std::string& filter : filters) {
    topics.push_back(const_cast<char*>(filter.c_str()));  // the library takes, and does not change, char* const
  }
  return mosquitto_subscribe_multiple(client_, nullptr, static_cast<int>(topics.size()), topics.data(), kQos, 0,
                                      nullptr) == MOSQ_ERR_SUCCESS;
}

uint16_t MosquittoLink::publish(const std::string& topic, const std::string& payload) {
  int packetId = 0;
  const int result = mosquitto_publish(client_, &packetId, topic.c_str(), static_cast<int>(payload.size()),
                                       payload.data(), kQos, false);
  return result == MOSQ_ERR_SUCCESS ? static_cast<uint16_t>(packetId) : 0;
}

void MosquittoLink::poll(int millis, int64_t uptime, uint32_t random) {
  uptime_ = uptime;
  if (client_ == nullptr) {
    std::this_thread::sleep_for(std::chrono::milliseconds(millis));
    return;
  }
  lost_ = lost_ || mosquitto_loop(client_, millis, 1) != MOSQ_ERR_SUCCESS;
  if (lost_) {
    disconnect();  // and with it what the library would send again: the core's buffer is the one memory
    device_->onDisconnected(uptime, random);
  }
}

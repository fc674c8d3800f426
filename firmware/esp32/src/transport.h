#pragma once

#ifdef IOTFLOW_WITHOUT_TLS

#include <WiFiClient.h>

using Transport = WiFiClient;

#else

#include <WiFiClientSecure.h>

#include "trust.h"

/** TLS to a server whose certificate one of our authorities signed, and which has the name that we call it by. */
class Transport : public WiFiClientSecure {
 public:
  Transport() {
    setCACert(trust::authority());
    setHandshakeTimeout(30);
  }
};

#endif

// What the provider hashicorp/http needs of the outside. Tests give fakes; all may be used from several threads.
#ifndef ROLECALL_PROVIDERS_HTTP_DEPENDENCIES_H_
#define ROLECALL_PROVIDERS_HTTP_DEPENDENCIES_H_

#include <chrono>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "http/client.h"

namespace rolecall::providers::http {

namespace web = rolecall::http;

struct Dependencies {
  std::function<std::unique_ptr<web::Client>(const web::ClientOptions&)> make_client;
  const Clock& clock;                                    // outlives the provider
  std::function<bool(std::chrono::milliseconds)> sleep;  // false: interrupted, nothing is tried again
};

}  // namespace rolecall::providers::http

#endif  // ROLECALL_PROVIDERS_HTTP_DEPENDENCIES_H_

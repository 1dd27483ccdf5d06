// The OpenTofu whose language, state and plan formats we follow: what required_version is checked against and what
// states carry as terraform_version.
#ifndef ROLECALL_ENGINE_PROVIDER_LANGUAGE_VERSION_H_
#define ROLECALL_ENGINE_PROVIDER_LANGUAGE_VERSION_H_

namespace rolecall::engine {

inline constexpr const char* kLanguageVersion = "1.12.6";

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVIDER_LANGUAGE_VERSION_H_

// The pages of the metadata tree that are the same for every caller, and the forms of answers. For imds.cc. Pure.
#ifndef ROLECALL_SERVICES_IMDS_PAGES_H_
#define ROLECALL_SERVICES_IMDS_PAGES_H_

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "services/imds/instance.h"

namespace rolecall::services::imds {

inline constexpr const char* kImageId = "ami-0123456789abcdef0";
inline constexpr const char* kInstanceType = "m5.large";

// The page below a version ("latest", "2021-07-15"), without slashes around it: "meta-data/iam". "" is the version's
// own listing. Nothing: there is no such version, or the path has empty segments.
std::optional<std::string_view> PageOf(std::string_view path);
// A listing or a value; nothing: there is none. `has_profile`: iam/ is listed.
std::optional<std::string> PlainPage(std::string_view page, const Instance& instance, bool has_profile);

http::Response TextPage(std::string text);
// AWS's page: "<h1>404 - Not Found</h1>".
http::Response ErrorPage(int status);
// With two blanks before each member, as EC2 writes it.
std::string Indented(const boost::json::object& object);
std::string UntrustedText(const std::string& role_name);

}  // namespace rolecall::services::imds

#endif  // ROLECALL_SERVICES_IMDS_PAGES_H_

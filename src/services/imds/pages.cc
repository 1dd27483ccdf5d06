#include "services/imds/pages.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "partition/partition.h"

namespace rolecall::services::imds {
namespace {

struct Value {
  std::string_view page;
  std::string text;
};

// Listings, as EC2 gives them; a name with a slash has pages below it.
struct Listing {
  std::string_view page;
  std::string_view entries;
};
constexpr Listing kListings[] = {
    {"", "dynamic\nmeta-data\nuser-data"},
    {"dynamic", "instance-identity/"},
    {"dynamic/instance-identity", "document"},
    {"meta-data/placement", "availability-zone\navailability-zone-id\nregion"},
    {"meta-data/services", "domain\npartition"},
};

std::string_view ReasonOf(int status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    default: return "Method Not Allowed";
  }
}

std::string HostOf(const Instance& instance) {
  std::string address = instance.private_ip;
  std::ranges::replace(address, '.', '-');
  return "ip-" + address + "." + instance.region + ".compute.internal";
}

bool IsVersion(std::string_view text) {
  if (text == "latest" || text == "1.0") return true;
  return text.size() == 10 && text.starts_with("20") && text[4] == '-' && text[7] == '-' &&
         std::ranges::all_of(text, [](char c) { return IsAsciiDigit(c) || c == '-'; });
}

}  // namespace

std::optional<std::string_view> PageOf(std::string_view path) {
  if (path.find("//") != path.npos || path.find('%') != path.npos || !path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  const std::string_view version = path.substr(0, path.find('/'));
  if (!IsVersion(version)) return std::nullopt;
  path.remove_prefix(std::min(path.size(), version.size() + 1));
  return path;
}

std::optional<std::string> PlainPage(std::string_view page, const Instance& instance, bool has_profile) {
  for (const Listing& listing : kListings) {
    if (listing.page == page) return std::string(listing.entries);
  }
  if (page == "meta-data") {
    return "ami-id\nhostname\n" + std::string(has_profile ? "iam/\n" : "") +
           "instance-id\ninstance-life-cycle\ninstance-type\nlocal-hostname\nlocal-ipv4\nplacement/"
           "\nprofile\nservices/";
  }
  if (page == "meta-data/iam") return "info\nsecurity-credentials/";
  const Value values[] = {{"meta-data/ami-id", kImageId},
                          {"meta-data/hostname", HostOf(instance)},
                          {"meta-data/instance-id", instance.instance_id},
                          {"meta-data/instance-life-cycle", "on-demand"},
                          {"meta-data/instance-type", kInstanceType},
                          {"meta-data/local-hostname", HostOf(instance)},
                          {"meta-data/local-ipv4", instance.private_ip},
                          {"meta-data/placement/availability-zone", instance.region + "a"},
                          {"meta-data/placement/availability-zone-id", instance.region + "-az1"},
                          {"meta-data/placement/region", instance.region},
                          {"meta-data/profile", "default-hvm"},
                          {"meta-data/services/domain", std::string(partition::OfRegion(instance.region).dns_suffix)},
                          {"meta-data/services/partition", instance.partition}};
  for (const Value& value : values) {
    if (value.page == page) return value.text;
  }
  return std::nullopt;
}

http::Response TextPage(std::string text) {
  http::Response response;
  response.headers.Add("Content-Type", "text/plain");
  response.headers.Add("Server", "EC2ws");
  response.body = std::move(text);
  return response;
}

http::Response ErrorPage(int status) {
  const std::string title = std::to_string(status) + " - " + std::string(ReasonOf(status));
  http::Response response;
  response.status = status;
  response.headers.Add("Content-Type", "text/html");
  response.headers.Add("Server", "EC2ws");
  response.body =
      "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n"
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n"
      "\t\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
      "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n"
      " <head>\n  <title>" +
      title + "</title>\n </head>\n <body>\n  <h1>" + title + "</h1>\n </body>\n</html>\n";
  return response;
}

std::string Indented(const boost::json::object& object) {
  std::string text = "{";
  for (const auto& [name, value] : object) {
    text += text.size() > 1 ? ",\n  \"" : "\n  \"";
    text += std::string(name) + "\" : " + boost::json::serialize(value);
  }
  return text + "\n}";
}

std::string UntrustedText(const std::string& role_name) {
  return "EC2 cannot assume the role " + role_name +
         ". Please see documentation at "
         "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
         "troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.";
}

}  // namespace rolecall::services::imds

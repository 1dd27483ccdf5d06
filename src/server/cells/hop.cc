#include "server/cells/hop.h"

#include <algorithm>
#include <optional>

#include "base/ip_address.h"
#include "base/text.h"
#include "http/hop_by_hop.h"

namespace rolecall::server {
namespace {

constexpr std::string_view kMark = "x-rolecall-cell";
constexpr std::string_view kTls = "x-rolecall-cell-tls";
constexpr std::string_view kClient = "x-rolecall-cell-client";
constexpr std::string_view kNoTls = "none";

// A length of 0 is not written by http::Origin for methods that seldom have a body; the client may have signed it.
bool KeepsLength(const http::Request& request) {
  const std::string& method = request.method;
  return request.body.empty() && request.incoming == nullptr && request.headers.Get("Content-Length") == "0" &&
         (method == "GET" || method == "HEAD" || method == "DELETE" || method == "OPTIONS");
}

// Whom a request is from and what it asks for is for who answers it, whatever Connection says (RFC 9110 section 7.6.1:
// it must not name what all recipients are meant to get). Without its signature it would be another request there.
bool IsOfCall(std::string_view lower_name) {
  return lower_name == "authorization" || lower_name == "host" || lower_name == "date" ||
         lower_name == "content-type" || lower_name == "content-length" || lower_name.starts_with("x-amz-");
}

}  // namespace

bool IsSentOn(const http::Request& request) { return request.headers.Find(kMark) != nullptr; }

std::string_view SentBy(const http::Request& request) { return request.headers.Get(kMark); }

void MarkLike(const http::Request& request, http::Request& its_other_form) {
  if (const std::string* mark = request.headers.Find(kMark)) its_other_form.headers.Set(kMark, *mark);
}

http::Headers OutgoingHeaders(const http::Request& request, const std::string& own_cell) {
  http::Headers sent;
  const http::ConnectionFields of_connection(request.headers);
  for (const http::Header& header : request.headers) {
    const std::string name = LowerAscii(header.name);
    // The length is written anew. Expect stays: it may be signed, and an answer of 100 is passed over.
    if (name.starts_with(kMark) || (name == "content-length" && !KeepsLength(request))) continue;
    if (!of_connection.Has(name) || IsOfCall(name)) sent.Add(header.name, header.value);
  }
  sent.Add(kMark, own_cell);
  sent.Add(kTls, request.tls && !request.tls_version.empty() ? request.tls_version : std::string(kNoTls));
  sent.Add(kClient, request.peer_address);
  return sent;
}

http::Headers IncomingHeaders(const http::Headers& headers) {
  http::Headers kept;
  const http::ConnectionFields of_connection(headers);
  for (const http::Header& header : headers) {
    const std::string name = LowerAscii(header.name);
    // How far that cell's store had come says nothing of this one's, which the client would ask for it.
    const bool is_ours = name == "date" || name == "x-rolecall-seq";
    if (!is_ours && !of_connection.Has(name)) kept.Add(header.name, header.value);
  }
  return kept;
}

void TakeHop(http::Request& request, bool is_known) {
  if (!IsSentOn(request)) return;
  is_known = is_known && request.tls && request.client_certificate;
  // It is the sender's, not that of who asks.
  request.client_certificate = false;
  request.client_names = nullptr;
  const std::string told(request.headers.Get(kTls));
  if (told != "1.2" && told != "1.3") {
    request.tls = false;
    request.tls_version.clear();
  } else if (request.tls) {
    request.tls_version = std::min(request.tls_version, told);
  }
  const std::optional<IpAddress> client = ParseIpAddress(request.headers.Get(kClient));
  if (is_known && client) request.peer_address = client->Text();
}

}  // namespace rolecall::server

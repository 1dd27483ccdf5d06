#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/http/error.hpp>

#include "base/text.h"

namespace rolecall::http {
namespace {

constexpr std::size_t kMaxHeaderFields = 256;

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

RequestParser::RequestParser(Request& request, std::size_t max_header_bytes) : request_(request) {
  header_limit(static_cast<std::uint32_t>(max_header_bytes));
  body_limit(boost::none);
  eager(false);
}

void RequestParser::AllowBody(std::size_t max_body_bytes, bool whole) {
  whole_ = whole;
  body_limit(static_cast<std::uint64_t>(max_body_bytes));
  eager(true);
}

// RFC 9112 section 3.2: "/path?query", "*" of OPTIONS, or the absolute form, of which the host is kept apart: "a server
// MUST accept the absolute-form in requests" (3.2.2). The query may follow the host without a path.
bool RequestParser::ReadTarget(std::string_view target) {
  if (target.starts_with('/') || (target == "*" && request_.method == "OPTIONS")) {
    request_.target = target;
    return true;
  }
  const std::size_t slashes = target.find("://");
  const std::string_view scheme = target.substr(0, std::min(slashes, target.size()));
  if (!EqualsIgnoringAsciiCase(scheme, "http") && !EqualsIgnoringAsciiCase(scheme, "https")) return false;
  const std::string_view rest = target.substr(slashes + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  authority_ = rest.substr(0, end);
  request_.target = rest.substr(end);
  if (!request_.target.starts_with('/')) request_.target.insert(0, 1, '/');
  // No user information in a request's target (RFC 9110 section 4.2.4), no fragment.
  return !authority_.empty() && authority_.find('@') == std::string::npos &&
         request_.target.find('#') == std::string::npos;
}

void RequestParser::on_request_impl(beast_http::verb, boost::beast::string_view method,
                                    boost::beast::string_view target, int version, ErrorCodeOfBoost& ec) {
  request_.method.assign(method.data(), method.size());
  version_ = version;
  if (!ReadTarget(View(target))) ec = beast_http::error::bad_target;
}

void RequestParser::on_response_impl(int, boost::beast::string_view, int, ErrorCodeOfBoost&) {}

void RequestParser::on_field_impl(beast_http::field name, boost::beast::string_view name_text,
                                  boost::beast::string_view value, ErrorCodeOfBoost& ec) {
  if (header_done_) return;  // a trailer: must not pose as a header that was checked before
  if (request_.headers.size() == kMaxHeaderFields) {
    ec = beast_http::error::header_limit;
    return;
  }
  if (name == beast_http::field::host) ++hosts_;
  if (name == beast_http::field::transfer_encoding) {
    has_transfer_encoding_ = true;
    if (!EqualsIgnoringAsciiCase(View(value), "chunked")) ec = beast_http::error::bad_transfer_encoding;
  }
  if (name == beast_http::field::expect) {
    (EqualsIgnoringAsciiCase(View(value), "100-continue") ? expects_continue_ : unknown_expectation_) = true;
  }
  request_.headers.Add(View(name_text), std::string(View(value)));
}

void RequestParser::on_header_impl(ErrorCodeOfBoost& ec) {
  header_done_ = true;
  // "A server … that receives an HTTP/1.0 message containing a Transfer-Encoding header field MUST treat the message as
  // if the framing is faulty" (RFC 9112 section 6.1): who passed it on saw another end.
  if (has_transfer_encoding_ && version_ < 11) ec = beast_http::error::bad_field;
  if (hosts_ > 1 || (version_ >= 11 && hosts_ == 0)) ec = beast_http::error::bad_field;
  // "the server MUST ignore the received Host header field (if any) and instead replace it" (RFC 9112 section 3.2.2).
  if (!authority_.empty()) request_.headers.Set("Host", authority_);
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCodeOfBoost&) {
  // The length is admitted. What is reserved and not written to takes addresses, not memory.
  if (length && whole_) request_.body.reserve(static_cast<std::size_t>(*length));
}

std::size_t RequestParser::on_body_impl(boost::beast::string_view bytes, ErrorCodeOfBoost&) {
  request_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, boost::beast::string_view, ErrorCodeOfBoost&) {}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes, ErrorCodeOfBoost&) {
  request_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void RequestParser::on_finish_impl(ErrorCodeOfBoost&) {}

int StatusOf(const ErrorCodeOfBoost& error) {
  if (error == beast_http::error::header_limit) return 431;
  if (error == beast_http::error::body_limit) return 413;
  if (error == beast_http::error::bad_version) return 505;
  if (error == beast_http::error::bad_transfer_encoding) return 501;
  return 400;
}

}  // namespace rolecall::http

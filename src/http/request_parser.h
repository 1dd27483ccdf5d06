// Bytes from the wire into an http::Request, within bounds. On Beast's parser, without its header container:
// fields go straight to where the handler reads them. For the sources of this folder only.
//
// Stricter than Beast where proxies and servers have been played off against each other: HTTP/1.1 needs exactly one
// Host, the only transfer coding is "chunked", the target starts with '/' (or has the absolute form, and its host takes
// the place of Host), and trailers are dropped.
//
// put() stops after the header, so that it can be decided what the body may be: then AllowBody(), and put() again.
#ifndef ROLECALL_HTTP_REQUEST_PARSER_H_
#define ROLECALL_HTTP_REQUEST_PARSER_H_

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/message.h"

namespace rolecall::http {

namespace beast_http = boost::beast::http;
using ErrorCodeOfBoost = boost::system::error_code;

class RequestParser final : public beast_http::basic_parser<true> {
 public:
  // Fills `request`, which must outlive the parser.
  RequestParser(Request& request, std::size_t max_header_bytes);

  // Nothing of the body is read before. More than `max_body_bytes` in chunks is error::body_limit; a content_length()
  // of more is for the caller to refuse. `whole`: it will be in request.body all at once; else the caller takes what is
  // there out of it after every put().
  void AllowBody(std::size_t max_body_bytes, bool whole = true);

  // After the header: the client waits for "100 Continue" before it sends the body. ("A server that receives a
  // 100-continue expectation in an HTTP/1.0 request MUST ignore that expectation", RFC 9110 section 10.1.1.)
  bool expects_continue() const { return expects_continue_ && version_ >= 11; }
  // An expectation that nobody knows (417).
  bool has_unknown_expectation() const { return unknown_expectation_; }

 private:
  void on_request_impl(beast_http::verb, boost::beast::string_view method, boost::beast::string_view target,
                       int version, ErrorCodeOfBoost& ec) override;
  void on_response_impl(int, boost::beast::string_view, int, ErrorCodeOfBoost& ec) override;
  void on_field_impl(beast_http::field name, boost::beast::string_view name_text, boost::beast::string_view value,
                     ErrorCodeOfBoost& ec) override;
  void on_header_impl(ErrorCodeOfBoost& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCodeOfBoost& ec) override;
  std::size_t on_body_impl(boost::beast::string_view bytes, ErrorCodeOfBoost& ec) override;
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, ErrorCodeOfBoost& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view bytes, ErrorCodeOfBoost& ec) override;
  void on_finish_impl(ErrorCodeOfBoost& ec) override;

  bool ReadTarget(std::string_view target);

  Request& request_;
  std::string authority_;  // of a target in absolute form
  int version_ = 11;
  int hosts_ = 0;
  bool header_done_ = false;
  bool whole_ = true;
  bool expects_continue_ = false;
  bool unknown_expectation_ = false;
  bool has_transfer_encoding_ = false;
};

// The status that a parser's error is answered with.
int StatusOf(const ErrorCodeOfBoost& error);

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_REQUEST_PARSER_H_

// Bytes from a server into a Response, its body piece by piece: Beast's parser without its header container, as
// request_parser.h for the other direction. For the sources of this folder only.
//
//   AnswerParser parser(response, max_header_bytes, is_head);
//   parser.put(…)   // until is_header_done(); then what comes of the body is appended to response.body
#ifndef ROLECALL_HTTP_ANSWER_PARSER_H_
#define ROLECALL_HTTP_ANSWER_PARSER_H_

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>

#include "http/message.h"

namespace rolecall::http {

class AnswerParser final : public boost::beast::http::basic_parser<false> {
 public:
  // Fills `response`, which must outlive the parser. `is_head`: whatever its length says, there is no body.
  AnswerParser(Response& response, std::size_t max_header_bytes, bool is_head);

 private:
  using ErrorCode = boost::system::error_code;
  using View = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, View, View, int, ErrorCode&) override {}
  void on_response_impl(int status, View, int, ErrorCode&) override { response_.status = status; }
  void on_field_impl(boost::beast::http::field, View name, View value, ErrorCode& ec) override;
  void on_header_impl(ErrorCode&) override { header_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  std::size_t on_body_impl(View bytes, ErrorCode&) override;
  void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode&) override;
  void on_finish_impl(ErrorCode&) override {}

  Response& response_;
  bool header_done_ = false;
};

}  // namespace rolecall::http

#endif  // ROLECALL_HTTP_ANSWER_PARSER_H_

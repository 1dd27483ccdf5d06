#include "http/answer_parser.h"

#include <string>

namespace rolecall::http {
namespace {

constexpr std::size_t kMaxAnswerFields = 256;

}  // namespace

AnswerParser::AnswerParser(Response& response, std::size_t max_header_bytes, bool is_head) : response_(response) {
  header_limit(static_cast<std::uint32_t>(max_header_bytes));
  body_limit(boost::none);
  skip(is_head);
  eager(true);
}

void AnswerParser::on_field_impl(boost::beast::http::field, View name, View value, ErrorCode& ec) {
  if (header_done_) return;  // a trailer
  if (response_.headers.size() == kMaxAnswerFields) {
    ec = boost::beast::http::error::header_limit;
    return;
  }
  response_.headers.Add(std::string_view(name.data(), name.size()), std::string(value.data(), value.size()));
}

std::size_t AnswerParser::on_body_impl(View bytes, ErrorCode&) {
  response_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t AnswerParser::on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode&) {
  response_.body.append(bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace rolecall::http

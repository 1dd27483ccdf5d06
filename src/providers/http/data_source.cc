#include "providers/http/data_source.h"

#include <map>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "providers/framework/schema_build.h"
#include "providers/http/exchange.h"
#include "value/text.h"

namespace rolecall::providers::http {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::int64_t kLongestMilliseconds = std::int64_t{1} << 40;

engine::BlockSchema HttpSchema() {
  engine::BlockSchema retry;
  for (const char* name : {"attempts", "max_delay_ms", "min_delay_ms"}) {
    retry.attributes[name] = NumberAttribute(Use::kOptional);
  }
  engine::BlockSchema block;
  block.attributes["url"] = TextAttribute(Use::kRequired);
  for (const char* name : {"ca_cert_pem", "client_cert_pem", "client_key_pem", "method", "request_body"}) {
    block.attributes[name] = TextAttribute(Use::kOptional);
  }
  block.attributes["insecure"] = FlagAttribute(Use::kOptional);
  block.attributes["request_headers"] = TextMapAttribute(Use::kOptional);
  block.attributes["request_timeout_ms"] = NumberAttribute(Use::kOptional);
  for (const char* name : {"body", "id", "response_body", "response_body_base64"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
  block.attributes["body"].deprecated = "Use response_body instead";
  block.attributes["response_headers"] = TextMapAttribute(Use::kComputed);
  block.attributes["status_code"] = NumberAttribute(Use::kComputed);
  block.blocks["retry"] = Block(engine::Nesting::kSingle, std::move(retry));
  return block;
}

void CheckAtLeast(const Object& block, const std::string& name, std::int64_t least, const std::string& shown,
                  Problems& problems) {
  if (!block.IsSet(name) || block.Integer(name) >= least) return;
  problems.push_back({shown, "Attribute " + shown + " value must be at least " + std::to_string(least) +
                                 ", got: " + TextOf(block.Get(name))});
}

// `name` may stand only where `needed` does.
void CheckTogether(const Object& config, const std::string& name, const std::string& needed, Problems& problems) {
  if (config.Get(name).IsNull() || !config.Get(needed).IsNull()) return;
  problems.push_back({name, "Attribute \"" + needed + "\" must be specified when \"" + name + "\" is specified"});
}

void CheckRetry(const Object& config, Problems& problems) {
  const value::Value& given = config.Get("retry");
  if (!given.IsKnown() || given.IsNull()) return;
  const Object retry(given);
  CheckAtLeast(retry, "attempts", 0, "retry.attempts", problems);
  CheckAtLeast(retry, "min_delay_ms", 0, "retry.min_delay_ms", problems);
  if (!retry.IsSet("max_delay_ms") || retry.IsUnknown("min_delay_ms")) return;
  CheckAtLeast(retry, "max_delay_ms", retry.Integer("min_delay_ms"), "retry.max_delay_ms", problems);
}

// "content-type" -> "Content-Type", as Go spells header fields.
std::string FieldName(std::string name) {
  bool is_first = true;
  for (char& c : name) {
    c = is_first && IsAsciiLower(c) ? static_cast<char>(c - 'a' + 'A') : is_first ? c : LowerAscii(c);
    is_first = c == '-';
  }
  return name;
}

// What is not UTF-8 becomes U+FFFD, byte by byte, as in the states of others.
std::string AsText(const std::string& bytes) {
  if (value::IsUtf8(bytes)) return bytes;
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t length = 1;
    while (length < 4 && at + length < bytes.size() && (bytes[at + length] & 0xc0) == 0x80) ++length;
    while (length > 1 && !value::IsUtf8(std::string_view(bytes).substr(at, length))) --length;
    const std::string_view character = std::string_view(bytes).substr(at, length);
    text += value::IsUtf8(character) ? character : kReplacement;
    at += length;
  }
  return text;
}

std::map<std::string, std::string> HeaderMap(const web::Headers& headers) {
  std::map<std::string, std::string> map;
  for (const web::Header& header : headers) {
    const std::string name = FieldName(AsText(header.name));
    // Of the connection, not of the answer: Go keeps these to itself.
    if (name == "Transfer-Encoding" || (name == "Connection" && LowerAscii(header.value) == "close")) continue;
    const auto [at, is_new] = map.emplace(name, AsText(header.value));
    if (!is_new) at->second += ", " + AsText(header.value);
  }
  return map;
}

milliseconds Milliseconds(const Object& block, const std::string& name, std::int64_t otherwise) {
  return milliseconds(std::min(block.Integer(name, otherwise), kLongestMilliseconds));
}

Question QuestionOf(const Object& config) {
  Question question;
  if (config.IsSet("method")) question.method = config.Text("method");
  question.url = config.Text("url");
  question.body = config.Text("request_body");
  for (const auto& [name, text] : config.TextMap("request_headers")) question.headers.Add(name, text);
  if (question.headers.Find("User-Agent") == nullptr) question.headers.Set("User-Agent", "rolecall");
  if (config.IsSet("request_timeout_ms")) question.timeout = Milliseconds(config, "request_timeout_ms", 0);
  if (!config.IsSet("retry")) return question;
  const Object retry(config.Get("retry"));
  question.retries = retry.Integer("attempts");
  question.min_delay = Milliseconds(retry, "min_delay_ms", question.min_delay.count());
  question.max_delay = Milliseconds(retry, "max_delay_ms", question.max_delay.count());
  return question;
}

Result<web::ClientOptions> OptionsOf(const Object& config) {
  web::ClientOptions options;
  options.insecure = config.Flag("insecure");
  options.ca_pem = config.Text("ca_cert_pem");
  if (!options.ca_pem.empty() && !crypto::ParseCertificates(options.ca_pem).ok()) {
    return Error{ErrorCode::kInvalidArgument,
                 "Error configuring TLS client: Error tls: Can't add the CA certificate to certificate pool. Only PEM "
                 "encoded certificates are supported."};
  }
  options.client_cert_pem = config.Text("client_cert_pem");
  options.client_key_pem = Secret(config.Text("client_key_pem"));
  return options;
}

class HttpData final : public DataSource {
 public:
  explicit HttpData(Dependencies use) : DataSource(HttpSchema()), use_(std::move(use)) {}

  void Validate(const Object& config, Problems& problems) const override {
    const std::string method = config.Text("method");
    if (config.IsSet("method") && method != "GET" && method != "POST" && method != "HEAD") {
      problems.push_back(
          {"method", "Attribute method value must be one of: [\"GET\" \"POST\" \"HEAD\"], got: \"" + method + "\""});
    }
    CheckAtLeast(config, "request_timeout_ms", 1, "request_timeout_ms", problems);
    CheckTogether(config, "client_cert_pem", "client_key_pem", problems);
    CheckTogether(config, "client_key_pem", "client_cert_pem", problems);
    if (config.IsSet("ca_cert_pem") && config.IsSet("insecure")) {
      problems.push_back(
          {"ca_cert_pem", "Attribute \"insecure\" cannot be specified when \"ca_cert_pem\" is specified"});
    }
    CheckRetry(config, problems);
  }

  Result<void> Read(const Call& call, Object& state) const override {
    ROLECALL_TRY(const web::ClientOptions options, OptionsOf(state));
    const std::unique_ptr<web::Client> client = use_.make_client(options);
    ROLECALL_TRY(const web::Response answer, Ask(*client, QuestionOf(state), use_));
    if (!value::IsUtf8(answer.body)) {
      call.Warn("Response body is not recognized as UTF-8",
                "Terraform may not properly handle the response_body if the contents are binary.");
    }
    const std::string text = AsText(answer.body);
    state.SetText("body", text);
    state.SetText("id", state.Text("url"));
    state.SetText("response_body", text);
    state.SetText("response_body_base64", Base64Encode(answer.body));
    state.SetTextMap("response_headers", HeaderMap(answer.headers));
    state.SetInteger("status_code", answer.status);
    return {};
  }

 private:
  const Dependencies use_;
};

}  // namespace

std::unique_ptr<const DataSource> MakeHttpData(Dependencies use) { return std::make_unique<HttpData>(std::move(use)); }

}  // namespace rolecall::providers::http

#include "engine/backend/http.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "engine/backend/arguments.h"

namespace rolecall::engine {
namespace {

Error OnlyDefault() { return {ErrorCode::kUnimplemented, "The \"http\" backend has only the workspace \"default\"."}; }

// A client with certificates that are given as texts: they lie in private files as long as it lives, because that is
// where libcurl reads them.
class PemClient final : public http::Client {
 public:
  struct Texts {
    std::string authority, certificate, private_key;
  };

  static Result<std::unique_ptr<http::Client>> Make(const Texts& texts, bool insecure, const BackendContext& context) {
    auto client = std::unique_ptr<PemClient>(new PemClient(*context.files));
    http::ClientOptions options;
    options.insecure = insecure;
    ROLECALL_RETURN_IF_ERROR(client->Put(texts.authority, context, options.ca_file));
    ROLECALL_RETURN_IF_ERROR(client->Put(texts.certificate, context, options.client_cert_file));
    ROLECALL_RETURN_IF_ERROR(client->Put(texts.private_key, context, options.client_key_file));
    client->client_ = std::make_unique<http::CurlClient>(std::move(options));
    return std::unique_ptr<http::Client>(std::move(client));
  }
  ~PemClient() override {
    for (const std::string& path : paths_) (void)files_.Remove(path);
  }
  Result<http::Response> Send(const http::ClientRequest& request) override { return client_->Send(request); }

 private:
  explicit PemClient(FileSystem& files) : files_(files) {}
  Result<void> Put(const std::string& text, const BackendContext& context, std::string& path) {
    if (text.empty()) return {};
    path =
        JoinPath(context.environment->GetOr("TMPDIR", "/tmp"), "rolecall-" + RandomHex(*context.random, 32) + ".pem");
    paths_.push_back(path);
    return files_.Write(path, text, FileMode::kPrivate);
  }

  FileSystem& files_;
  std::vector<std::string> paths_;
  std::unique_ptr<http::CurlClient> client_;
};

std::string WithLockId(const std::string& address, const std::string& id) {
  if (id.empty()) return address;
  return address + (address.find('?') == std::string::npos ? "?" : "&") + "ID=" + PercentEncode(id);
}

}  // namespace

HttpBackend::HttpBackend(HttpBackendOptions options, const BackendContext& context,
                         std::unique_ptr<http::Client> own_client)
    : options_(std::move(options)), context_(context), own_client_(std::move(own_client)) {}

Result<std::vector<std::string>> HttpBackend::Workspaces() { return OnlyDefault(); }

Result<void> HttpBackend::DeleteWorkspace(const std::string&) { return OnlyDefault(); }

Result<http::Response> HttpBackend::Send(const std::string& method, const std::string& url, std::string body) {
  http::ClientRequest request;
  request.method = method;
  request.url = url;
  request.max_response_bytes = kMaxStateBytes;
  for (const auto& [name, text] : options_.headers) request.headers.Set(name, text);
  if (!body.empty()) {
    request.headers.Set("Content-Type", "application/json");
    request.headers.Set("Content-MD5", Base64Encode(crypto::Md5(body)));
  }
  if (!options_.username.empty()) {
    const std::string pair = options_.username + ":" + std::string(options_.password.Reveal());
    request.headers.Set("Authorization", "Basic " + Base64Encode(pair));
  }
  request.body = std::move(body);
  http::Client& client = own_client_ ? *own_client_ : *context_.http;
  std::chrono::milliseconds wait = options_.retry_wait_min;
  for (int attempt = 0;; ++attempt) {
    Result<http::Response> answer = client.Send(request);
    const bool again = answer.ok() ? answer->status >= 500 && answer->status != 501
                                   : answer.error().code == ErrorCode::kUnavailable ||
                                         answer.error().code == ErrorCode::kDeadlineExceeded;
    if (!again || attempt >= options_.retry_max) return answer;
    context_.sleeper->Sleep(wait);
    wait = std::min<std::chrono::milliseconds>(wait * 2, options_.retry_wait_max);
  }
}

Error HttpBackend::Unexpected(const std::string& what, const http::Response& answer) const {
  const std::string status = std::to_string(answer.status);
  if (answer.status == 401) {
    return {ErrorCode::kUnauthenticated,
            what +
                ": the address wants a user name and password (401). Give \"username\" and \"password\", or "
                "TF_HTTP_USERNAME and TF_HTTP_PASSWORD."};
  }
  if (answer.status == 403) return {ErrorCode::kPermissionDenied, what + ": the address refused us (403)."};
  if (answer.status >= 500) return {ErrorCode::kUnavailable, what + ": the server answered " + status + "."};
  return {ErrorCode::kInternal, what + ": unexpected answer " + status + "."};
}

Result<std::optional<StoredState>> HttpBackend::Read(const std::string&) {
  ROLECALL_TRY(http::Response answer, Send("GET", options_.address, ""));
  if (answer.status == 404 || answer.status == 204) return std::optional<StoredState>();
  if (answer.status != 200) return Unexpected("Reading the state", answer);
  if (const std::string* md5 = answer.headers.Find("Content-MD5")) {
    if (*md5 != Base64Encode(crypto::Md5(answer.body))) {
      return Error{ErrorCode::kDataLoss, "Reading the state: the answer does not have the MD5 that it names."};
    }
  }
  if (answer.body.empty()) return std::optional<StoredState>();
  return std::optional<StoredState>(StoredState{std::move(answer.body), std::string(answer.headers.Get("ETag"))});
}

Result<void> HttpBackend::Write(const std::string&, std::string_view bytes) {
  ROLECALL_TRY(http::Response answer,
               Send(options_.update_method, WithLockId(options_.address, held_.id), std::string(bytes)));
  if (answer.status == 200 || answer.status == 201 || answer.status == 204) return {};
  return Unexpected("Writing the state", answer);
}

Result<LockAttempt> HttpBackend::TryLock(const std::string&, LockInfo info) {
  LockAttempt attempt;
  info.path = options_.address;
  ROLECALL_TRY(http::Response answer, Send(options_.lock_method, options_.lock_address, FormatLockInfo(info)));
  if (answer.status == 200) {
    attempt.acquired = true;
    attempt.id = info.id;
    held_ = std::move(info);
    return attempt;
  }
  if (answer.status != 423 && answer.status != 409) return Unexpected("Locking the state", answer);
  const Result<LockInfo> holder = ParseLockInfo(answer.body);
  if (holder.ok() && holder->id == info.id) {
    // Our own lock: the first answer was lost and the request was sent again.
    attempt.acquired = true;
    attempt.id = info.id;
    held_ = std::move(info);
    return attempt;
  }
  if (holder.ok()) attempt.holder = *holder;
  attempt.reason = "HTTP remote state already locked";
  return attempt;
}

Result<void> HttpBackend::Unlock(const std::string&, const std::string& id) {
  if (options_.unlock_address.empty()) {
    held_ = {};
    return {};
  }
  LockInfo info = held_;
  if (info.id != id) {
    info = LockInfo{.id = id, .operation = "", .info = "", .who = "", .version = "", .created = "", .path = ""};
  }
  ROLECALL_TRY(http::Response answer, Send(options_.unlock_method, options_.unlock_address, FormatLockInfo(info)));
  if (answer.status == 404) return Error{ErrorCode::kNotFound, "The state is not locked."};
  if (answer.status == 409 || answer.status == 423) {
    const Result<LockInfo> holder = ParseLockInfo(answer.body);
    return Error{ErrorCode::kConflict, "The lock has another id than \"" + id + "\"." +
                                           (holder.ok() ? "\n" + DescribeLock(*holder) : std::string())};
  }
  if (answer.status != 200) return Unexpected("Unlocking the state", answer);
  held_ = {};
  return {};
}

std::unique_ptr<Backend> MakeHttpBackend(const BackendConfig& config, const BackendContext& context,
                                         diag::Diagnostics& diagnostics) {
  diag::Diagnostics found;
  ArgumentReader arguments(config.arguments, "The backend \"http\"", config.place, found);
  const auto text = [&](const std::string& name, const char* variable, std::string_view otherwise = "") {
    return arguments.Has(name) ? arguments.Text(name) : context.environment->GetOr(variable, otherwise);
  };
  HttpBackendOptions options;
  options.address = text("address", "TF_HTTP_ADDRESS");
  options.update_method = text("update_method", "TF_HTTP_UPDATE_METHOD", "POST");
  options.lock_address = text("lock_address", "TF_HTTP_LOCK_ADDRESS");
  options.lock_method = text("lock_method", "TF_HTTP_LOCK_METHOD", "LOCK");
  options.unlock_address = text("unlock_address", "TF_HTTP_UNLOCK_ADDRESS");
  options.unlock_method = text("unlock_method", "TF_HTTP_UNLOCK_METHOD", "UNLOCK");
  options.username = text("username", "TF_HTTP_USERNAME");
  options.password = Secret(text("password", "TF_HTTP_PASSWORD"));
  options.headers = arguments.TextMap("headers");
  const auto number = [&](const std::string& name, const char* variable, long long otherwise, long long most) {
    long long fallback = otherwise;
    const std::string given = context.environment->GetOr(variable, "");
    std::from_chars(given.data(), given.data() + given.size(), fallback);
    return std::clamp<long long>(arguments.Integer(name, fallback), 0, most);
  };
  options.retry_max = static_cast<int>(number("retry_max", "TF_HTTP_RETRY_MAX", 2, 100));
  options.retry_wait_min = std::chrono::seconds(number("retry_wait_min", "TF_HTTP_RETRY_WAIT_MIN", 1, 3600));
  options.retry_wait_max = std::chrono::seconds(number("retry_wait_max", "TF_HTTP_RETRY_WAIT_MAX", 30, 3600));
  const bool insecure = arguments.Flag("skip_cert_verification", false);
  const std::string authority = text("client_ca_certificate_pem", "TF_HTTP_CLIENT_CA_CERTIFICATE_PEM");
  const std::string certificate = text("client_certificate_pem", "TF_HTTP_CLIENT_CERTIFICATE_PEM");
  const std::string private_key = text("client_private_key_pem", "TF_HTTP_CLIENT_PRIVATE_KEY_PEM");
  if (certificate.empty() != private_key.empty()) {
    arguments.AddError(
        "Invalid backend argument",
        "The backend \"http\": \"client_certificate_pem\" and \"client_private_key_pem\" go together: one of "
        "them is missing.");
  }
  arguments.Finish();
  for (const std::string& address : {options.address, options.lock_address, options.unlock_address}) {
    if (address.empty() || address.starts_with("http://") || address.starts_with("https://")) continue;
    arguments.AddError("Invalid backend argument", "The backend \"http\" needs http:// or https:// addresses.");
  }
  if (options.address.empty()) {
    arguments.AddError("Missing required argument", "The backend \"http\" needs \"address\" (or TF_HTTP_ADDRESS).");
  }
  diagnostics.Append(found);
  if (found.HasErrors()) return nullptr;
  std::unique_ptr<http::Client> own;
  if (insecure || !authority.empty() || !certificate.empty()) {
    PemClient::Texts texts{authority, certificate, private_key};
    Result<std::unique_ptr<http::Client>> made = PemClient::Make(texts, insecure, context);
    if (!made.ok()) {
      diagnostics.AddError("backend-certificates", "Cannot use the certificates", made.error().message, config.place);
      return nullptr;
    }
    own = *std::move(made);
  }
  return std::make_unique<HttpBackend>(std::move(options), context, std::move(own));
}

}  // namespace rolecall::engine

#include "cli/store/store_flags.h"

#include <ostream>

namespace rolecall::cli {
namespace {

constexpr std::size_t kMostTold = 20;

std::string VisibleKey(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out;
}

}  // namespace

void StoreFlags::DeclareStore(Flags& flags) {
  flags.Text("store-ca", "FILE", &flags_.store_ca,
             "Whom etcd is trusted by, PEM: the connection is TLS [the system's]");
  flags.Text("store-cert", "FILE", &flags_.store_cert, "The client certificate for etcd, PEM");
  flags.Text("store-key", "FILE", &flags_.store_key, "Its private key, PEM");
}

void StoreFlags::DeclareNode(Flags& flags) {
  flags.Text("follow-credentials", "FILE", &flags_.follow_credentials,
             "With a node's URL: an access key there that may rolecall:FollowLog [AWS_ACCESS_KEY_ID …]");
  flags.Text("follow-ca", "FILE", &flags_.follow_ca, "Whom its address is trusted by, PEM [the system's]");
  flags.Text("follow-cert", "FILE", &flags_.follow_cert, "The client certificate to show there, PEM");
  flags.Text("follow-key", "FILE", &flags_.follow_key, "Its private key, PEM");
  flags.Text("region", "REGION", &flags_.region, "The node's region [us-east-1]");
}

void StoreFlags::DeclareKey(Flags& flags) {
  flags.Text("master-key", "SOURCE", &flags_.master_key,
             "The plane's master key: file:PATH, env:NAME or command:COMMAND [DATA_DIR/master.key]");
  flags.Text("data-dir", "DIR", &flags_.data_dir, "Where master.key is [the folder of the SQLite file]");
}

server::StorePlaceFlags StoreFlags::Read(const CommandContext& context) const {
  server::StorePlaceFlags flags = flags_;
  flags.environment = context.environment.All();
  return flags;
}

std::function<void(const std::string& key)> DamageTold::Teller() {
  return [this](const std::string& key) {
    if (++count_ > kMostTold) return;
    context_.err << "rolecall: a value is damaged where it was read, and is empty in the copy: " << VisibleKey(key)
                 << "\n";
  };
}

int DamageTold::ExitCode() const {
  if (count_ == 0) return kExitOk;
  context_.err << "rolecall: " << count_ << " values were damaged; all others are whole\n";
  return kExitDifferent;
}

std::string PointText(std::uint64_t sequence, Time at) {
  std::string text = "sequence " + std::to_string(sequence);
  if (at != Time()) text += " (" + FormatIso8601(at) + ")";
  return text;
}

}  // namespace rolecall::cli

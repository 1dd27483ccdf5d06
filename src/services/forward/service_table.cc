#include "services/forward/service_table.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "embedded/table.h"

namespace rolecall::services::forward {
namespace {

struct ProtocolWord {
  std::string_view word;
  aws::Protocol protocol;
};
constexpr ProtocolWord kProtocolWords[] = {
    {"json-1.0", aws::Protocol::kJson10},  {"json-1.1", aws::Protocol::kJson11},
    {"query", aws::Protocol::kQuery},      {"ec2", aws::Protocol::kEc2},
    {"cbor", aws::Protocol::kCbor},        {"rest-json", aws::Protocol::kRestJson},
    {"rest-xml", aws::Protocol::kRestXml},
};

std::string_view OrNothing(std::string_view field) { return field == "-" ? std::string_view() : field; }

std::vector<std::string_view> WordsOf(std::string_view field) {
  field = OrNothing(field);
  return field.empty() ? std::vector<std::string_view>() : Split(field, ' ');
}

aws::Protocol ProtocolOf(std::string_view word, std::string_view signing) {
  if (signing == "s3" || signing == "s3express") return aws::Protocol::kS3;
  for (const ProtocolWord& known : kProtocolWords) {
    if (known.word == word) return known.protocol;
  }
  ROLECALL_CHECK(word == "a protocol of the table");
  return aws::Protocol::kRestJson;
}

std::vector<PathPart> ReadPath(std::string_view path) {
  std::vector<PathPart> parts;
  for (std::string_view segment : Split(path.substr(1), '/')) {
    if (segment.empty()) continue;  // a slash at the end means nothing
    PathPart part{.text = segment};
    // A label with text around it ("{Name}.json") is taken as a whole segment: what it is does not name a resource.
    const std::size_t open = segment.find('{'), close = segment.find('}');
    if (open != segment.npos && close != segment.npos) {
      part.is_label = true;
      part.is_greedy = segment[close - 1] == '+';
      part.text = segment.substr(open + 1, close - open - (part.is_greedy ? 2 : 1));
    }
    parts.push_back(part);
  }
  return parts;
}

PathOperation ReadOperation(const embedded::Row& row) {
  PathOperation operation{
      .method = row[1], .name = row[6], .has_own_bytes = row[5] == "bytes", .path = ReadPath(row[2])};
  for (std::string_view word : WordsOf(row[3])) {
    const std::size_t equals = word.find('=');
    operation.query.push_back({word.substr(0, equals), equals == word.npos ? "" : word.substr(equals + 1)});
  }
  operation.headers = WordsOf(row[4]);
  return operation;
}

}  // namespace

bool Api::Speaks(aws::Protocol protocol) const { return std::ranges::find(protocols, protocol) != protocols.end(); }

bool Api::HasOperation(std::string_view operation) const { return std::ranges::binary_search(operations, operation); }

ServiceTable::ServiceTable() {
  std::unordered_map<std::string_view, std::size_t> by_name;
  for (const embedded::Row& row :
       embedded::ReadTable("api-services.tsv",
                           {"signing", "api", "prefix", "protocols", "version", "target", "namespace", "operations"})) {
    Api api{.name = row[1], .signing = row[0], .prefix = row[2]};
    for (std::string_view word : WordsOf(row[3])) api.protocols.push_back(ProtocolOf(word, row[0]));
    api.version = row[4];
    api.target = OrNothing(row[5]);
    api.xml_namespace = OrNothing(row[6]);
    api.operations = WordsOf(row[7]);
    std::ranges::sort(api.operations);
    by_name.emplace(api.name, apis_.size());
    apis_.push_back(std::move(api));
  }
  for (const embedded::Row& row :
       embedded::ReadTable("api-paths.tsv", {"api", "method", "path", "query", "headers", "body", "operation"})) {
    apis_[by_name.at(row[0])].paths.push_back(ReadOperation(row));
  }
  for (const Api& api : apis_) by_signing_[api.signing].push_back(&api);
}

const ServiceTable& ServiceTable::Get() {
  static const ServiceTable table;
  return table;
}

const std::vector<const Api*>& ServiceTable::Find(std::string_view signing) const {
  static const std::vector<const Api*> none;
  auto found = by_signing_.find(signing);
  return found == by_signing_.end() ? none : found->second;
}

}  // namespace rolecall::services::forward

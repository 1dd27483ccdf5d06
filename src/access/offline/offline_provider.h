// Providers for planning with nothing in the world: a catalogue around the real one whose providers never ask anybody.
//
//   OfflineCatalogue offline(real, OfflineAnswers{.account_id = "054000737513"});
//   engine::Engine engine({…, .providers = &offline});
//   engine::Plan plan = engine.MakePlan(configuration, variables, state, {.refresh = false}, diagnostics);
//
// What the provider would learn on creation is predicted: ARNs follow from account, path and name; names made from a
// prefix get a fixed ending. Data sources about the caller, the partition and the region are answered, those in
// `known_data` as they were answered before, policy documents are computed, what the configuration itself makes is
// answered from what is planned; the others get their predictable ARNs and are otherwise unknown, which `gaps` says.
// Reading gives the state's object back, applying fails. Threads: as engine/provider/provider.h says.
#ifndef ROLECALL_ACCESS_OFFLINE_OFFLINE_PROVIDER_H_
#define ROLECALL_ACCESS_OFFLINE_OFFLINE_PROVIDER_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/provider/provider.h"

namespace rolecall::access {

inline constexpr const char* kPlaceholderAccount = "000000000000";

struct OfflineAnswers {
  std::string account_id;  // of providers that do not say theirs (allowed_account_ids with one entry)
  // Data sources read before: type and result.
  std::vector<std::pair<std::string, value::Value>> known_data;
};

// What the providers of one catalogue find out, shared by them.
struct OfflineNotes {
  std::mutex mutex;
  int counter = 0;                                           // for generated names
  std::vector<std::string> gaps;                             // sentences
  std::vector<std::string> unread;                           // those of them about data sources
  std::map<std::string, std::vector<value::Value>> planned;  // objects by type
  std::string account_id, region;                            // as the last configured provider has them
  std::set<std::string> accounts;                            // of all configured providers
  std::map<std::string, std::string> bucket_accounts;        // by the buckets' names
};

class OfflineCatalogue final : public engine::ProviderCatalogue {
 public:
  // `real` must outlive this.
  OfflineCatalogue(const engine::ProviderCatalogue& real, OfflineAnswers answers)
      : real_(real), answers_(std::move(answers)), notes_(std::make_shared<OfflineNotes>()) {}

  std::vector<std::string> sources() const override { return real_.sources(); }
  std::unique_ptr<engine::Provider> Make(const std::string& source, const std::string& version) const override;
  const OfflineNotes& notes() const { return *notes_; }

 private:
  const engine::ProviderCatalogue& real_;
  const OfflineAnswers answers_;
  const std::shared_ptr<OfflineNotes> notes_;
};

// What a provider of such a catalogue would make of an object that the real one planned as `planned`, from arguments
// that are all known. Nothing: it has to be asked.
std::optional<value::Value> PredictPlanned(engine::Provider& provider, const std::string& type,
                                           const value::Value& planned);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_OFFLINE_OFFLINE_PROVIDER_H_

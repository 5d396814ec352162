// Facts of one debtor out of those of a whole authority: what DeriveObligations and DeriveLedger need for it, and no
// more. With an index, slicing all debtors costs as much as there are facts, not its square.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/statute/facts.h"

namespace dotpha::statute {

// Positions of each debtor's facts. Keeps a reference: `facts` must outlive it and not change.
class FactsIndex {
 public:
  explicit FactsIndex(const Facts& facts);

  // An official: his own facts in all their versions, his agencies, all bodies, conclusions and overrides that concern
  // him. A body: all facts of the directory, all assignments and departures, its own receipts, overrides and waivers.
  [[nodiscard]] Facts SliceFor(const std::string& debtor_id) const;
  // Officials and bodies, each sorted by id, officials first.
  [[nodiscard]] std::vector<std::string> Debtors() const;

 private:
  struct Own {
    std::vector<std::size_t> persons;
    std::vector<std::size_t> posts;
    std::vector<std::size_t> receipts;
    std::vector<std::size_t> assignments;
    std::vector<std::size_t> work_ends;
    std::vector<std::size_t> results;
    std::vector<std::size_t> cases;
    std::vector<std::size_t> departures;
    std::vector<std::size_t> requests;
    std::vector<std::size_t> overrides;  // that name this debtor
    std::vector<std::size_t> waivers;
  };
  [[nodiscard]] bool IsBody(const std::string& id) const { return bodies_.contains(id); }

  const Facts* facts_;
  std::map<std::string, Own> own_;
  std::map<std::string, std::vector<std::size_t>> agencies_;
  std::set<std::string> bodies_;
  std::vector<std::size_t> overrides_for_all_;
};

// One slice, by going through all facts once.
Facts SliceFor(const Facts& facts, const std::string& debtor_id);

}  // namespace dotpha::statute

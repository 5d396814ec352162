#include "services/notifier/engine/contacts.h"

#include <algorithm>
#include <iterator>

#include "libs/postgres/transaction.h"

namespace dotpha::notifier {
namespace {

postgres::TransactionOptions AsStream() {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  return options;
}

std::vector<std::string> Missing(const std::map<std::string, Contact>& known,
                                 const std::vector<std::string>& person_ids) {
  std::vector<std::string> missing;
  std::copy_if(person_ids.begin(), person_ids.end(), std::back_inserter(missing),
               [&known](const std::string& id) { return !known.contains(id); });
  return missing;
}

}  // namespace

Result<std::map<std::string, Contact>> ContactBook::Known(const std::string& authority,
                                                          const std::vector<std::string>& person_ids,
                                                          std::chrono::seconds fresh) {
  return postgres::RunTransaction(pool_, AsStream(),
                                  [&](postgres::Transaction& transaction) -> Result<std::map<std::string, Contact>> {
                                    std::map<std::string, Contact> known;
                                    for (Contact& contact : LoadContacts(transaction, authority, person_ids, fresh)) {
                                      const std::string id = contact.person_id;
                                      known.emplace(id, std::move(contact));
                                    }
                                    return known;
                                  });
}

Result<std::map<std::string, Contact>> ContactBook::Remembered(const std::string& authority,
                                                               const std::vector<std::string>& person_ids) {
  return Known(authority, person_ids, std::chrono::seconds{0});
}

Result<std::map<std::string, Contact>> ContactBook::Get(const std::string& authority,
                                                        const std::vector<std::string>& person_ids) {
  DOTPHA_ASSIGN(auto known, Known(authority, person_ids, fresh_));
  const std::vector<std::string> missing = Missing(known, person_ids);
  if (missing.empty()) {
    return known;
  }
  const Result<std::vector<Contact>> fetched = source_.Fetch(authority, missing);
  if (!fetched.ok()) {
    DOTPHA_ASSIGN(auto stale, Known(authority, person_ids, std::chrono::seconds{0}));
    if (Missing(stale, person_ids).empty()) {
      return stale;
    }
    return fetched.error();
  }
  DOTPHA_TRY(postgres::RunTransaction(pool_, AsStream(), [&](postgres::Transaction& transaction) -> Result<void> {
    SaveContacts(transaction, authority, *fetched);
    return Ok{};
  }));
  for (const Contact& contact : *fetched) {
    known.insert_or_assign(contact.person_id, contact);
  }
  return known;
}

}  // namespace dotpha::notifier

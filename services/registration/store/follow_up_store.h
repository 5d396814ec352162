// The tables of what follows registrations: reported lists, notes, annual grades; and registered works one by one.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/registration/domain/follow_up.h"

namespace dotpha::registration::store {

// Works by work id. `list_id`: as that report gave them; empty: as registrations that are not withdrawn have them now.
struct WorkFilter {
  int cycle = 0;
  std::string list_id;
  std::optional<std::vector<std::string>> officials;  // unset: everybody
  std::string after;                                  // last work id of the page before
  int limit = 0;                                      // 0: all
};
std::vector<RegisteredWork> RegisteredWorks(postgres::Transaction& transaction, const std::string& authority,
                                            const WorkFilter& filter);
// Of these ids, whatever their cycle.
std::vector<RegisteredWork> WorksOf(postgres::Transaction& transaction, const std::string& authority,
                                    const std::vector<std::string>& work_ids);

bool HasWorkList(postgres::Transaction& transaction, const std::string& authority, const std::string& list_id);
void Save(postgres::Transaction& transaction, const std::string& authority, const WorkList& list,
          const std::vector<RegisteredWork>& works);

void Save(postgres::Transaction& transaction, const std::string& authority, const FollowUpNote& note);
// Oldest first.
std::vector<FollowUpNote> NotesOf(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& official_id, int cycle);

void Save(postgres::Transaction& transaction, const std::string& authority, const AnnualGrade& grade);
// The newest; the official's row is locked, so that two do not replace the same one.
std::optional<AnnualGrade> FindGradeForUpdate(postgres::Transaction& transaction, const std::string& authority,
                                              const std::string& official_id, int year);
std::optional<AnnualGrade> FindGrade(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& official_id, int year);

}  // namespace dotpha::registration::store

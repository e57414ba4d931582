-- Forgets the publications of a stream, not where it stands.

local s = open()
if s.e then
  drop(s, s.o)
  save(s)
end
return 1

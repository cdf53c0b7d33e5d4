-- effect answers every script but take and lead: the time, the changes, and the hash with what
-- follows from it at this moment, under names that begin with '='.
local function effect()
  -- No reader is shown a time that a clock ahead wrote.
  ahead('again_until', AGAIN_MOST)
  past('success')
  next_slot()
  local view = {'=spacing', text(spacing()), '=ceiling', text(math.floor(SECOND / rps)),
    '=floor', text(spacing_of(floor())), '=a', status('a'), '=q', status('q'),
    '=room', room() == math.huge and '-1' or text(room()), '=probing', probing() and '1' or '0',
    '=unprobed', unprobed() and '1' or '0'}
  for field, value in pairs(h) do
    view[#view + 1] = field
    view[#view + 1] = value
  end
  return {text(now), changes, view}
end


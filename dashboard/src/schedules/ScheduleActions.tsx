import { useState } from 'react';
import { api } from '../api/client';
import type { Schedule } from '../api/types';
import { paths } from '../routing/paths';
import { navigate } from '../routing/router';
import { useSettings } from '../settings/settings';
import { ActionButton, Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { PauseDialog } from '../queues/PauseDialog';
import { say } from '../ui/toasts';
import { useAction } from '../ui/useAction';
import { BackfillDialog } from './BackfillDialog';

interface ActionsProps { schedule: Schedule; onChanged: () => void; all?: boolean }

/** Pause or resume, trigger; in the detail also edit, backfill and delete. */
export function ScheduleActions({ schedule, onChanged, all }: ActionsProps) {
  const { name } = useSettings();
  const { busy, run } = useAction();
  const [open, setOpen] = useState<'pause' | 'backfill' | 'delete' | null>(null);
  const by = name.trim() === '' ? null : name.trim();
  const close = () => setOpen(null);
  return (
    <>
      {schedule.paused
        ? <ActionButton icon="running" kind={all ? 'primary' : 'plain'} busy={busy} onClick={() => run(async () => { await api.resumeSchedule(schedule.id, by); say(`${schedule.id} goes on.`); onChanged(); })}>Resume</ActionButton>
        : <ActionButton icon="pause" onClick={() => setOpen('pause')}>Pause…</ActionButton>}
      <ActionButton icon="plus" busy={busy} title="Makes a job now, whether paused or not" onClick={() => run(async () => { const job = await api.triggerSchedule(schedule.id); say(`${schedule.id} is triggered.`, paths.job(job.job_id)); onChanged(); })}>Trigger</ActionButton>
      {all && (
        <>
          <ActionButton onClick={() => setOpen('backfill')}>Backfill…</ActionButton>
          <ActionButton onClick={() => navigate(paths.editSchedule(schedule.id))}>Edit</ActionButton>
          <ActionButton kind="danger" onClick={() => setOpen('delete')}>Delete…</ActionButton>
        </>
      )}
      {open === 'pause' && (
        <PauseDialog
          what={`schedule “${schedule.id}”`} meaning="Its times pass without a job until it is resumed; jobs already made go on. What is missed meanwhile is decided by its misfire policy."
          onClose={close} onPause={async (note, who) => { await api.pauseSchedule(schedule.id, note, who); say(`${schedule.id} is paused.`); onChanged(); }}
        />
      )}
      {open === 'backfill' && <BackfillDialog schedule={schedule} onClose={close} onDone={onChanged} />}
      {open === 'delete' && (
        <Dialog
          title={`Delete “${schedule.id}”?`} onClose={close}
          footer={<>
            <Button onClick={close}>Keep it</Button>
            <ActionButton kind="danger" busy={busy} onClick={() => run(async () => { await api.deleteSchedule(schedule.id, schedule.version); say(`${schedule.id} is deleted.`); navigate(paths.schedules); })}>Delete</ActionButton>
          </>}
        >
          <p>It makes no more jobs, and the record of its decisions goes. Jobs it has made stay{schedule.active_jobs > 0 ? `, also the ${schedule.active_jobs} that are not done yet` : ''}.</p>
          <p className="hint">This cannot be undone. To stop it for a while, pause it.</p>
        </Dialog>
      )}
    </>
  );
}

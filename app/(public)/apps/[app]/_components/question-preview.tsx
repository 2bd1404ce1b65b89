// SPDX-License-Identifier: AGPL-3.0-or-later
import { MessageCircleQuestionMark } from 'lucide-react';
import type { Question } from '../../../../_catalogue/app-words.ts';

export function QuestionPreview({ questions, account }: { questions: Question[]; account: string | null }) {
  return (
    <section>
      <h2 className="font-semibold text-[20px]">What you will be asked</h2>
      <ul className="mt-3 divide-y divide-line rounded-2xl border border-line bg-surface px-5">
        <Line title="Its address" help="A name under your server is suggested." />
        {questions.map((question) => (
          <Line
            key={question.name}
            title={question.title}
            help={
              [question.help, question.hasDefault ? 'Has a default.' : null].filter(Boolean).join(' ') || null
            }
          />
        ))}
      </ul>
      {account === null ? null : <p className="mt-3 text-[14.5px] text-muted">{account}</p>}
    </section>
  );
}

function Line({ title, help }: { title: string; help: string | null }) {
  return (
    <li className="flex gap-3 py-3">
      <MessageCircleQuestionMark size={17} className="mt-1 shrink-0 text-muted" aria-hidden />
      <div>
        {title}
        {help === null ? null : <p className="text-[14.5px] text-muted">{help}</p>}
      </div>
    </li>
  );
}

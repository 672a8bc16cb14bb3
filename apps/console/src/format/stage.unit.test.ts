import { stages } from '@firstline/domain/signal/stage';
import { describe, expect, it } from 'vitest';
import { isOpenStage, layerMarks, stageLabel, stageTone } from './stage.js';

describe('how a stage looks', () => {
  it('has words of its own for every stage the engine knows', () => {
    for (const stage of stages) expect(stageLabel(stage)).toMatch(/^[A-Z]/);
  });
  it('shows a stage of a newer server as it is called', () => {
    expect(stageLabel('teleporting')).toBe('teleporting');
    expect(stageTone('teleporting')).toBe('quiet');
  });
  it('alarms for what broke and for what nobody answered, and for nothing else', () => {
    expect(stages.filter((stage) => stageTone(stage) === 'bad')).toEqual(['unanswered', 'failed']);
  });
  it('says which of the three layers a signal is in', () => {
    expect(layerMarks('received')).toEqual(['here', 'ahead', 'ahead']);
    expect(layerMarks('routing')).toEqual(['passed', 'here', 'ahead']);
    expect(layerMarks('waiting')).toEqual(['passed', 'passed', 'here']);
    expect(layerMarks('suppressed')).toEqual(['passed', 'passed', 'ahead']);
    expect(layerMarks('taken')).toEqual(['passed', 'passed', 'passed']);
  });
  it('says in which layer it broke', () => {
    expect(layerMarks('failed', 'ingestion')).toEqual(['failed', 'ahead', 'ahead']);
    expect(layerMarks('failed', 'execution')).toEqual(['passed', 'passed', 'failed']);
  });
  it('knows what is still on its way', () => {
    expect(isOpenStage('waiting')).toBe(true);
    expect(isOpenStage('taken')).toBe(false);
  });
});

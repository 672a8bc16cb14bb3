import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/triggers.module.js';
import { LeadDetails } from './lead-detail.js';
import { LeadOperations } from './lead-operations.js';
import { LeadOperationsController } from './lead-operations.controller.js';
import { LeadsController } from './leads.controller.js';
import { OwnerWorkflow } from './owner-workflow.js';

@Module({
  imports: [TriggersModule],
  controllers: [LeadsController, LeadOperationsController],
  providers: [LeadDetails, LeadOperations, OwnerWorkflow],
  exports: [LeadOperations, OwnerWorkflow],
})
export class LeadsModule {}

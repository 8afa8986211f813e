namespace Siren2.MissingBand;

/// <summary>
/// How much of what a missing band is expected to hold may be put in without knowing the truth, and what that is expected to cost. The
/// library's own is
/// <see cref="EnergyBudget"/>.
/// </summary>
/// <remarks>Several threads may ask one instance at once, and the same question must get the same answer, to the bit.</remarks>
public interface IEnergyBudget
{
    /// <summary>What tells this budget from any other that allows something else. Checkpoints and saved fits keep it, and refuse another.</summary>
    string Identity { get; }

    /// <summary>Plans what is put in.</summary>
    /// <param name="request">What the missing band is thought to hold.</param>
    /// <param name="cancellationToken">Ends the planning soon.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    BudgetPlan Plan(BudgetRequest request, CancellationToken cancellationToken = default);
}

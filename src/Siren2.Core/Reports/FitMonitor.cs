namespace Siren2.Reports;

/// <summary>What watches over a fit: tells the host how far it has come, and ends it where it is canceled.</summary>
/// <param name="mode">Blind or guided.</param>
/// <param name="onCancellation">What cancellation does.</param>
/// <param name="progress">Whom to tell; null for nobody.</param>
/// <param name="cancellationToken">Ends the fit.</param>
internal sealed class FitMonitor(
    FitMode mode, CancellationBehavior onCancellation, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
{
    private FitStage _stage;
    private CancellationToken _ending;

    public ProgressMeter Meter { get; } = new(mode, progress);

    public CancellationToken Token => cancellationToken;

    /// <summary>
    /// The token where cancellation throws; one that is never canceled where the best so far is wanted, which takes some work still.
    /// </summary>
    public CancellationToken ThrowingToken => onCancellation == CancellationBehavior.Throw ? cancellationToken : CancellationToken.None;

    /// <summary>
    /// To be called between blocks of a stage: tells the host of it, and ends the fit where it is canceled and cancellation throws.
    /// </summary>
    /// <exception cref="OperationCanceledException">Canceled, and cancellation throws.</exception>
    public void Continue(FitStage stage) => Enter(stage, ThrowingToken);

    /// <summary>The same within whatever stage, and on whatever terms, was entered last.</summary>
    /// <exception cref="OperationCanceledException">Canceled, and that stage ends.</exception>
    public void Continue() => Enter(_stage, _ending);

    /// <summary>The same where what is being worked out is not needed for the best result so far.</summary>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public void ContinueTarget() => ContinueTarget(FitStage.Target);

    /// <inheritdoc cref="ContinueTarget()"/>
    /// <param name="stage">The stage.</param>
    public void ContinueTarget(FitStage stage) => Enter(stage, cancellationToken);

    private void Enter(FitStage stage, CancellationToken ending)
    {
        ending.ThrowIfCancellationRequested();
        (_stage, _ending) = (stage, ending);
        Meter.Enter(stage);
        ending.ThrowIfCancellationRequested();
    }
}

namespace Siren2.Optimization;

/// <summary>The networks of a fit with their optimisers, and the best parameters so far.</summary>
internal sealed class FitState
{
    private readonly FitOptions _options;
    private readonly TrainedNetwork[] _networks;
    private readonly Adam[] _optimizers;
    private readonly float[][] _best;
    private double _progressLoss = double.PositiveInfinity;

    public FitState(IReadOnlyList<TrainedNetwork> networks, FitOptions options)
    {
        _options = options;
        _networks = [.. networks];
        _optimizers = Array.ConvertAll(_networks, network => new Adam(network.Network.Parameters.Length, options.Adam));

        // Where no loss is ever finite, the best are the initial parameters.
        _best = Array.ConvertAll(_networks, network => network.Network.Parameters.ToArray());
    }

    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>Step at which the best loss last fell by what counts as progress.</summary>
    public int LastProgress { get; private set; }

    /// <summary>How often the loss diverged.</summary>
    public int Divergences { get; set; }

    /// <summary>Keeps the present parameters if their loss is the best.</summary>
    public void Judge(int step, double loss)
    {
        if (!(loss < BestLoss))
        {
            return;
        }

        BestLoss = loss;
        for (int i = 0; i < _networks.Length; i++)
        {
            _networks[i].Network.Parameters.CopyTo(_best[i]);
        }

        if (double.IsInfinity(_progressLoss) || loss < _progressLoss - (_options.PlateauImprovement * Math.Abs(_progressLoss)))
        {
            _progressLoss = loss;
            LastProgress = step;
        }
    }

    /// <summary>Returns to the best parameters with fresh optimisers.</summary>
    public void GoBack()
    {
        for (int i = 0; i < _networks.Length; i++)
        {
            _best[i].CopyTo(_networks[i].Network.Parameters);
            _optimizers[i].Reset();
        }
    }

    public void Update(double learningRate)
    {
        for (int i = 0; i < _networks.Length; i++)
        {
            (ITrainable network, double scale) = _networks[i];
            if (scale > 0)
            {
                _optimizers[i].Step(network.Parameters, network.Gradients, scale * learningRate);
            }
        }
    }
}
